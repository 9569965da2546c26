#include "cli/commands.h"

#include "cli/commands_helper.h"
#include "cli/commands_practice.h"
#include "cli/experiment_commands.h"

namespace assay::cli {

void add_commands(CLI::App& app, Context& context) {
  add_import(app, context);
  add_source(app, context);
  add_sync(app, context);
  add_export(app, context);
  add_search(app, context);
  add_save(app, context);
  add_saved(app, context);
  add_unsave(app, context);
  add_feed(app, context);
  add_related(app, context);
  add_show(app, context);
  add_split(app, context);
  add_check(app, context);
  add_why(app, context);
  add_claims(app, context);
  add_summary(app, context);
  add_ask(app, context);
  add_assess(app, context);
  add_train(app, context);
  add_radar(app, context);
  add_week(app, context);
  add_roadmap(app, context);
  add_done(app, context);
  add_skip(app, context);
  add_swap(app, context);
  add_pin(app, context);
  add_unpin(app, context);
  add_holiday(app, context);
  add_rate(app, context);
  add_read(app, context);
  add_note(app, context);
  add_more(app, context);
  add_less(app, context);
  add_lab(app, context);
  add_experiment(app, context);
  add_run(app, context);
  add_compare(app, context);
  add_experiment_sharing(app, context);
  add_card(app, context);
  add_review(app, context);
  add_progress(app, context);
  add_digest(app, context);
  add_interests(app, context);
  add_setup(app, context);
  add_reader(app, context);
  add_audit(app, context);
  add_follow(app, context);
  add_unfollow(app, context);
  add_community(app, context);
  add_events(app, context);
  add_conference(app, context);
  add_frameworks(app, context);
  add_try(app, context);
  add_post(app, context);
  add_serve(app, context);
  add_mcp(app, context);
  add_doctor(app, context);
  add_backup(app, context);
  add_restore(app, context);
}

}  // namespace assay::cli
