#pragma once
/// Why a work matters, as it is shown: reasons, their topics, and the words that show each.
/// Threads: plain values, pure functions.

#include "identify/taxonomy.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace assay::ingest {

struct ReasonTopicView {
  std::string name;
  std::string title;
  std::vector<std::string> words;        ///< In their text's own spelling.
  std::vector<identify::Mention> spans;  ///< One a word: where it stands.
};

struct ReasonView {
  std::string name;
  std::vector<ReasonTopicView> topics;
};

/// The reasons for `topics` and for the reader's own words; `words` as in Taxonomy::reasons.
std::vector<ReasonView> view_reasons(const Work& work, std::span<const Topic> topics,
                                     const identify::Taxonomy& taxonomy, bool words);

/// "scalable systems: Latency, scale, reliability, infrastructure (“p99”, “cluster”)".
std::string reason_line(const ReasonView& reason);

/// The program's taxonomy with what `file` adds; without where there is no such file. Throws kIo,
/// kLimit above 1 MiB, and as Taxonomy does.
identify::Taxonomy read_taxonomy(const std::filesystem::path& file);

}  // namespace assay::ingest
