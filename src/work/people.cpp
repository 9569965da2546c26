#include "work/people.h"

#include "base/text.h"
#include "work/title.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

bool is_suffix(std::string_view word) noexcept {
  static constexpr std::array<std::string_view, 6> kSuffixes = {"jr",  "sr", "ii",
                                                                "iii", "iv", "phd"};
  return std::find(kSuffixes.begin(), kSuffixes.end(), word) != kSuffixes.end();
}

struct Person {
  std::string family;   ///< Last word of the family name, folded, without hyphens.
  std::string initial;  ///< First byte or character of the given name; empty when not known.
  std::string sorted;   ///< All words sorted, for either order of given and family name.
};

std::string fold_name(std::string_view name) {
  std::string plain;
  plain.reserve(name.size());
  for (const char c : name) {
    if (c != '-') {  // "Jean-Luc" and "Jeanluc" are one given name
      plain += c;
    }
  }
  return normalise_title(plain);
}

std::string first_character(std::string_view word) {
  std::size_t length = 1;
  while (length < word.size() && (static_cast<unsigned char>(word[length]) & 0xC0) == 0x80) {
    ++length;
  }
  return std::string(word.substr(0, length));
}

Person parse_person(std::string_view name) {
  std::string family_part;
  std::string given_part;
  const std::size_t comma = name.find(',');
  if (comma != std::string_view::npos) {
    family_part = fold_name(name.substr(0, comma));
    given_part = fold_name(name.substr(comma + 1));
  } else {
    const std::string folded = fold_name(name);
    std::vector<std::string_view> words = split(folded, ' ');
    while (words.size() > 1 && is_suffix(words.back())) {
      words.pop_back();
    }
    family_part = std::string(words.back());
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      given_part += (i == 0 ? "" : " ") + std::string(words[i]);
    }
  }
  Person person;
  const std::vector<std::string_view> family_words = split(family_part, ' ');
  person.family = std::string(family_words.back());
  if (!given_part.empty()) {
    person.initial = first_character(given_part);
  }
  std::string all = given_part;
  if (!all.empty() && !family_part.empty()) {
    all += ' ';
  }
  all += family_part;
  std::vector<std::string_view> words = split(all, ' ');
  std::sort(words.begin(), words.end());
  for (const std::string_view word : words) {
    person.sorted += std::string(word) + " ";
  }
  return person;
}

bool same_person(const Person& a, const Person& b) {
  if (a.family.empty() || b.family.empty()) {
    return false;
  }
  if (a.sorted == b.sorted) {
    return true;
  }
  return a.family == b.family && (a.initial.empty() || b.initial.empty() || a.initial == b.initial);
}

std::vector<Person> parse_people(const std::vector<std::string>& names) {
  std::vector<Person> people;
  people.reserve(names.size());
  for (const std::string& name : names) {
    const std::string lower = ascii_lower(trim(name));
    if (lower != "others" && lower != "et al." && lower != "et al" && !lower.empty()) {
      people.push_back(parse_person(name));
    }
  }
  return people;
}

}  // namespace

std::string person_key(std::string_view name) {
  const Person person = parse_person(name);
  return person.family + "|" + person.initial;
}

PeopleMatch compare_people(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<Person> shorter = parse_people(a);
  std::vector<Person> longer = parse_people(b);
  if (shorter.size() > longer.size()) {
    std::swap(shorter, longer);
  }
  if (shorter.empty()) {
    return PeopleMatch::kUnknown;
  }
  const auto found = static_cast<std::size_t>(
      std::count_if(shorter.begin(), shorter.end(), [&](const Person& person) {
        return std::any_of(longer.begin(), longer.end(),
                           [&](const Person& other) { return same_person(person, other); });
      }));
  return found >= 1 && found * 2 >= shorter.size() ? PeopleMatch::kSame : PeopleMatch::kDifferent;
}

}  // namespace assay
