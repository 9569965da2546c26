#include "ingest/reason_views.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <system_error>

namespace assay::ingest {

std::vector<ReasonView> view_reasons(const Work& work, std::span<const Topic> topics,
                                     const identify::Taxonomy& taxonomy, bool words) {
  std::vector<ReasonView> views;
  for (const identify::Reason& reason : taxonomy.reasons(work, topics, words)) {
    ReasonView& view = views.emplace_back();
    view.name = reason.name;
    for (const identify::ReasonTopic& topic : reason.topics) {
      ReasonTopicView& shown = view.topics.emplace_back();
      shown.name = topic.name;
      shown.title = topic.title;
      shown.spans = topic.words;
      for (const identify::Mention& mention : topic.words) {
        shown.words.push_back(collapse_spaces(
            field_text(work, mention.field).substr(mention.begin, mention.end - mention.begin)));
      }
    }
  }
  return views;
}

std::string reason_line(const ReasonView& reason) {
  std::vector<std::string> topics;
  for (const ReasonTopicView& topic : reason.topics) {
    std::string line = topic.title;
    if (!topic.words.empty()) {
      line += " (“" + join(topic.words, "”, “") + "”)";
    }
    topics.push_back(std::move(line));
  }
  return reason.name + ": " + join(topics, "; ");
}

identify::Taxonomy read_taxonomy(const std::filesystem::path& file) {
  constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 20U;
  std::error_code error;
  if (file.empty() || !std::filesystem::exists(file, error)) {
    return {};
  }
  if (const std::uintmax_t size = std::filesystem::file_size(file, error);
      !error && size > kLargestFile) {
    throw Error(Errc::kLimit, "the taxonomy is larger than 1 MiB", file.string(), "shorten it");
  }
  return {read_file(file), file.string()};
}

}  // namespace assay::ingest
