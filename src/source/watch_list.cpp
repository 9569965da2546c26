#include "source/watch_list.h"

#include "source/connectors_internal.h"
#include "source/json_value.h"

#include <algorithm>

namespace assay::source {

std::vector<std::string> listed_names(const std::string& value) {
  constexpr std::string_view kBetween = ", \t\r\n";
  std::vector<std::string> names;
  for (std::size_t at = value.find_first_not_of(kBetween); at != std::string::npos;) {
    const std::size_t end = std::min(value.find_first_of(kBetween, at), value.size());
    std::string name = value.substr(at, end - at);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
    at = value.find_first_not_of(kBetween, end);
  }
  return names;
}

WatchList::WatchList(const std::string& cursor, const std::string& source,
                     std::vector<std::string> names)
    : names_(std::move(names)) {
  const nlohmann::json fields = read_cursor(cursor, source);
  for (const std::string& name : names_) {
    const nlohmann::json& kept = value_at(value_at(fields, "of"), name);
    of_[name] = kept.is_object() ? kept : nlohmann::json::object();
  }
  if (const nlohmann::json& all = value_at(fields, "all"); all.is_object()) {
    all_ = all;
  }
  const auto found = std::find(names_.begin(), names_.end(), text_at(fields, "at"));
  if (found != names_.end()) {
    at_ = static_cast<std::size_t>(found - names_.begin());
    page_ = text_at(fields, "page");
  }
}

void WatchList::finish() {
  page_.clear();
  ended_ = at_ + 1 == names_.size();
  at_ = ended_ ? 0 : at_ + 1;
}

std::string WatchList::cursor() const {
  nlohmann::json fields = {{"of", of_}};
  if (!all_.empty()) {
    fields["all"] = all_;
  }
  if (!ended_) {
    fields["at"] = names_[at_];
    if (!page_.empty()) {
      fields["page"] = page_;
    }
  }
  return to_text(fields);
}

}  // namespace assay::source
