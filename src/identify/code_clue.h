#pragma once
/// What a look at a work's code, data and models has found, as a clue beside those of its words.
/// Threads: pure functions.

#include "work/code_state.h"
#include "work/verdict.h"
#include "work/work.h"

namespace assay::identify {

/// What a look adds to the log-odds of developer_led. Set by hand, since no labels tell of it
/// (docs/identify.md).
double weight_of(CodeState found) noexcept;

/// The verdict of `work` with what was found: developer_led moves by weight_of(), the clue of the
/// code's address weighs so much more (where there is no address, a clue without bytes in that
/// field stands for it), and the score follows when developer_led crosses one half. kUnseen changes
/// nothing.
Verdict with_code_state(Verdict verdict, const Work& work, CodeState found);

}  // namespace assay::identify
