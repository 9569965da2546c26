#pragma once
/// What the writers of bibliographies share, and one maker a format. Private to the room. Threads:
/// pure functions.

#include "source/writer.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

std::unique_ptr<Writer> write_bibtex();
std::unique_ptr<Writer> write_ris();
std::unique_ptr<Writer> write_csl_json();
std::unique_ptr<Writer> write_markdown();

/// "Laurens van der Maaten" -> {"van der Maaten", "Laurens"}; "Hu, Edward" -> {"Hu", "Edward"}. A
/// name of one word, or of no people ("The OpenML Team"), has no given name.
struct SplitName {
  std::string family;
  std::string given;
};
SplitName split_name(std::string_view name);

/// The address where a person finds the work: its home link, else that of its first identifier,
/// else the first link; "" when it has none.
std::string main_address(const Work& work);

/// The value of the first identifier of a scheme; "" when there is none.
std::string identifier_value(const Work& work, Scheme scheme);

/// The authors by name. `more`: the list breaks off, as a last author "others" or "et al." or the
/// source's field `authors_partial` tells; such a word is no name.
struct NamedAuthors {
  std::vector<std::string> names;
  bool more = false;
};
NamedAuthors named_authors(const Work& work, const nlohmann::ordered_json& extra);

/// The source's own fields, an empty object when there are none.
nlohmann::ordered_json extra_of(const Work& work);

}  // namespace assay::source
