#pragma once
/// What the commands of the week share: which week is meant, how a week and an item are shown, and
/// what a week is made with. Threads: one thread.

#include "cli/context.h"
#include "plan/week.h"

#include <functional>
#include <string>

namespace assay::cli {

/// The week of "2026-W48"; this week for "". Throws kUsage.
Week week_argument(const std::string& text);

/// The same for a command that changes a week: throws kInvalid where no week was named and the
/// clock was set back, so that the wrong one would be changed.
Week week_to_change(library::Library& library, const std::string& text);

/// Says on standard error that the clock was set back, where it was.
void tell_clock_trouble(const Context& context, library::Library& library);

/// "[x]", "[-]" or "[ ]".
std::string_view box(library::ItemState state);

/// One item, with its reasons.
std::string item_text(const library::WeekItem& item, bool pinned, const Style& style);
/// The whole week.
std::string week_text(const plan::WeekView& view, const Style& style);

/// Runs `use` with all that a week is made with.
void with_week_maker(const Context& context, library::Library& library,
                     const std::function<void(const plan::WeekMaker&)>& use);

}  // namespace assay::cli
