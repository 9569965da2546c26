#pragma once
/// The commands, one file each. An add function declares a command's arguments and sets
/// Context::run when the command is named.

#include "cli/context.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace assay::cli {

void add_assess(CLI::App& app, Context& context);
void add_audit(CLI::App& app, Context& context);
void add_backup(CLI::App& app, Context& context);
/// `card export` and `card import`, declared beneath `card`.
void add_card_exchange(CLI::App& card, Context& context);
void add_card(CLI::App& app, Context& context);
void add_claims(CLI::App& app, Context& context);
void add_digest(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_done(CLI::App& app, Context& context);
void add_community(CLI::App& app, Context& context);
void add_conference(CLI::App& app, Context& context);
void add_events(CLI::App& app, Context& context);
/// Folders that test a claim, and their runs.
void add_experiment(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_feed(CLI::App& app, Context& context);
void add_follow(CLI::App& app, Context& context);
void add_frameworks(CLI::App& app, Context& context);
void add_holiday(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_interests(CLI::App& app, Context& context);
void add_lab(CLI::App& app, Context& context);
void add_less(CLI::App& app, Context& context);
void add_more(CLI::App& app, Context& context);
void add_note(CLI::App& app, Context& context);
void add_pin(CLI::App& app, Context& context);
void add_progress(CLI::App& app, Context& context);
void add_radar(CLI::App& app, Context& context);
void add_rate(CLI::App& app, Context& context);
void add_read(CLI::App& app, Context& context);
void add_reader(CLI::App& app, Context& context);
void add_related(CLI::App& app, Context& context);
void add_restore(CLI::App& app, Context& context);
void add_review(CLI::App& app, Context& context);
void add_roadmap(CLI::App& app, Context& context);
/// Runs what stands behind "--".
void add_run(CLI::App& app, Context& context);
void add_save(CLI::App& app, Context& context);
void add_saved(CLI::App& app, Context& context);
void add_search(CLI::App& app, Context& context);
void add_setup(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_mcp(CLI::App& app, Context& context);
void add_show(CLI::App& app, Context& context);
void add_split(CLI::App& app, Context& context);
void add_check(CLI::App& app, Context& context);
void add_skip(CLI::App& app, Context& context);
void add_source(CLI::App& app, Context& context);
void add_swap(CLI::App& app, Context& context);
void add_sync(CLI::App& app, Context& context);
void add_week(CLI::App& app, Context& context);
void add_train(CLI::App& app, Context& context);
void add_unfollow(CLI::App& app, Context& context);
void add_unpin(CLI::App& app, Context& context);
void add_unsave(CLI::App& app, Context& context);
void add_why(CLI::App& app, Context& context);

/// Declares them all, in the order in which help shows them.
void add_commands(CLI::App& app, Context& context);

}  // namespace assay::cli
