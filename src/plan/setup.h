#pragma once
/// The first-run dialogue: six questions, each of which may be passed over. Threads: as the
/// Library.

#include "library/library.h"
#include "plan/settings.h"

#include <array>
#include <string>
#include <string_view>

namespace assay::plan {

struct SetupQuestion {
  std::string_view ask;   ///< "What do you want to read about?"
  std::string_view form;  ///< How to answer: "topics or words, separated by commas"
};

inline constexpr std::array<SetupQuestion, 6> kSetupQuestions = {{
    {"What do you want to read about?", "topics, words, person:NAME, venue:NAME; by commas"},
    {"How well do you know the field?", "new, working or expert; or fairness=new, ..."},
    {"How many hours a week, and on which days?", "5 on mon, wed, sat"},
    {"What should a week consist of?", "papers=2, experiments=1, ...; or even"},
    {"Which languages and frameworks do you use?", "python, c++; pytorch, vllm"},
    {"What hardware is at hand?", "laptop, RTX 4090 24 GB"},
}};

/// What is known already, in the form of an answer; for interests those wanted.
std::string present_answer(library::Library& library, std::size_t question);

/// Takes an answer; an empty one changes nothing. Throws kUsage or kNotFound naming what is wrong,
/// nothing changed then. Library open for writing, in a transaction.
void take_answer(library::Library& library, std::size_t question, std::string_view answer);

}  // namespace assay::plan
