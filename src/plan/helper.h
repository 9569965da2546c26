#pragma once
/// A helper in words, where the reader has set one: a summary of a work for this reader's level and
/// interests, and answers to questions about it, each sentence held against numbered passages of
/// the work. It stands in this room because the reader's level and interests do, and because both
/// shells call it: one function reads the library, the other asks the service, which may take
/// minutes and holds nothing open. What comes back was generated: it is shown as such and kept
/// nowhere. Threads: plain values; prepare_helper as the Library, run_helper from any thread.

#include "library/library.h"
#include "plan/citations.h"
#include "plan/helper_material.h"
#include "source/chat.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

inline constexpr std::size_t kMostQuestionBytes = 2000;

struct HelperTask {
  HelperMaterial material;
  std::string question;       ///< Empty for a summary.
  source::ChatQuestion said;  ///< All that is sent, but for the model's name and the key.
};

/// Reads what is to be sent. Throws kNotFound, kUsage and kLimit for a question that is no UTF-8
/// text or beyond kMostQuestionBytes.
HelperTask prepare_helper(library::Library& library, WorkId work, std::string_view question,
                          bool with_notes);

struct HelperView {
  std::string id;  ///< "w12"
  std::string title;
  std::string question;  ///< Empty of a summary.
  std::string model;     ///< As the service names it.
  std::string at;        ///< UTC instant at which it was generated.
  CheckedText text;
  std::vector<HelperPassage> passages;
  std::size_t left_out = 0;
  bool notes = false;
  bool cut = false;  ///< The model came to its limit of tokens within a sentence.
};

/// Asks the service. Throws as source::chat; kInvalid when nothing but thoughts came.
HelperView run_helper(const HelperTask& task, const source::ChatOptions& options, std::int64_t now,
                      const std::function<void(std::string_view)>& on_text,
                      const std::atomic<bool>* stop = nullptr);

/// {"id","title","kind","question","generated":true,"model","at","sentences":[{"text","cites",
/// "in_text","unfound","paragraph"}],"struck","passages":[{"n","field","begin","end","text"}],
/// "left_out","notes","cut"}
std::string to_json(const HelperView& view);
/// {"passages":[…],"left_out","notes"} of what is about to be sent.
std::string passages_json(const HelperTask& task);

}  // namespace assay::plan
