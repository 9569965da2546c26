#pragma once
/// Papers in the alert mails of Google Scholar. Private to the room. Threads: one thread a
/// collector.

#include "source/mime.h"
#include "work/work.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// "https://scholar.google.com/scholar_url?url=https://x.org/p.pdf&..." -> "https://x.org/p.pdf";
/// any other address as it is.
std::string unwrapped_address(std::string_view url);

/// What an alert is for, from its subject in any language: "federated learning" of
/// "\"federated learning\" - neue Ergebnisse"; "" when the subject does not say.
std::string alert_topic(std::string_view subject);

/// Gathers the papers of many mails, each once with all its reasons.
class ScholarAlerts {
 public:
  /// What a mail turned out to be.
  enum class Found { kPapers, kNoPapers, kOtherMail };
  Found add(const Mail& mail);

  /// The papers in order of first appearance; empties the collector.
  std::vector<Work> take();
  [[nodiscard]] std::size_t size() const noexcept { return papers_.size(); }

 private:
  struct Paper {
    Work work;
    std::vector<std::string> alerts;  ///< Subjects as they came.
    std::string first_day;            ///< The day of the first mail.
    bool authors_cut = false;
  };
  struct Entry;

  static std::vector<Entry> entries_of(const std::string& html);
  void add_entry(const Entry& entry, const std::string& subject, const std::string& day);

  std::vector<Paper> papers_;
  std::map<std::string, std::size_t> places_;
};

}  // namespace assay::source
