#pragma once
/// The reproducibility checklists of two venues, filled in as far as the record of an experiment
/// answers them, with what is missing named. Questions are in our words; the venues' own decide:
/// NeurIPS Paper Checklist (neurips.cc/public/guides/PaperChecklist) and ACL Rolling Review,
/// Responsible NLP Research (aclrollingreview.org/responsibleNLPresearch).
/// Threads: pure functions.

#include "practice/experiments/compare.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

enum class Venue { kNeurips, kAcl };

enum class Answer {
  kYes,      ///< The record answers it.
  kPartly,   ///< It does in part; see `missing`.
  kMissing,  ///< It could, and doesn't.
  kYours,    ///< No record can answer: it is about the text, people or judgement.
};
/// "yes", "partly", "missing", "yours"
std::string_view answer_name(Answer answer);

struct CheckItem {
  std::string id;  ///< The venue's: "4", "C1".
  std::string question;
  Answer answer = Answer::kYours;
  std::string evidence;              ///< What the record says; empty for none.
  std::vector<std::string> missing;  ///< What to add, each as something to do.
};

struct Checklist {
  std::string name;
  std::string source;  ///< Where the venue's own is.
  std::vector<CheckItem> items;
};

/// `comparison`: of the same runs, when they could be compared.
Checklist fill_checklist(Venue venue, const Experiment& experiment, const std::vector<Run>& runs,
                         const std::optional<Comparison>& comparison);

/// For a terminal of 80 columns.
std::string to_text(const Checklist& checklist);
/// {"name","source","items":[{"id","question","answer","evidence","missing"}]}
std::string to_json(const Checklist& checklist);

}  // namespace assay::practice
