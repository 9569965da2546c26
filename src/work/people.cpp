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
  std::string spelt;    ///< The same with umlauts spelt out, "mueller"; as `family` without any.
  std::string initial;  ///< First character of the given name; empty when not known.
  /// Where more than initials are known, the given name in every form that it takes: its first
  /// word, all words as one ("jeanluc"), and both with umlauts spelt out.
  std::vector<std::string> given;
  std::string sorted;  ///< All words sorted, for either order of given and family name.
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

/// "Müller" as it is written without umlauts: "Mueller". `name` without TeX.
std::string spell_out(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSpelt = {{
      {"ä", "ae"},
      {"ö", "oe"},
      {"ü", "ue"},
      {"ø", "oe"},
      {"å", "aa"},
      {"Ä", "Ae"},
      {"Ö", "Oe"},
      {"Ü", "Ue"},
      {"Ø", "Oe"},
      {"Å", "Aa"},
  }};
  std::string out;
  for (std::size_t pos = 0; pos < name.size();) {
    const auto* known = std::find_if(kSpelt.begin(), kSpelt.end(), [&](const auto& entry) {
      return name.substr(pos, entry.first.size()) == entry.first;
    });
    if (known != kSpelt.end()) {
      out += known->second;
      pos += known->first.size();
    } else {
      out += name[pos++];
    }
  }
  return out;
}

/// Where the initials of "Hu EJ" and "Hu E. J." begin; npos for "E. J. Hu", "EDWARD HU" and
/// "Edward Hu".
std::size_t find_last_initials(std::string_view name) noexcept {
  std::size_t begin = name.size();
  for (std::size_t end = begin;;) {
    const std::size_t space = name.substr(0, end).rfind(' ');
    const std::string_view word = space == std::string_view::npos
                                      ? std::string_view()
                                      : name.substr(space + 1, end - space - 1);
    const bool initials = !word.empty() && word.size() <= 3 &&
                          std::all_of(word.begin(), word.end(),
                                      [](char c) { return (c >= 'A' && c <= 'Z') || c == '.'; });
    if (!initials) {
      break;
    }
    begin = space + 1;
    end = space;
  }
  const std::string_view family = name.substr(0, begin);
  const bool lower = std::any_of(family.begin(), family.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  });
  return begin < name.size() && lower ? begin : std::string_view::npos;
}

/// Words of a folded name without "jr", "iii" and their like, but at least one.
std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> words = split(folded, ' ');
  const auto rest = std::remove_if(words.begin() + 1, words.end(), is_suffix);
  words.erase(rest, words.end());
  if (words.size() > 1 && is_suffix(words.front())) {
    words.erase(words.begin());
  }
  return words;
}

std::string join_words(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    text += text.empty() ? "" : " ";
    text += word;
  }
  return text;
}

std::string ascii_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 'a' + 'A');
    }
  }
  return out;
}

/// Whether the folded given name `word` stands for more names than one letter each: "e", and "ej"
/// of "Hu, EJ". `name`: as it was written.
bool is_initials(std::string_view word, std::string_view name) {
  if (first_character(word) == word) {
    return true;
  }
  constexpr std::size_t kMostInitials = 3;
  const auto is_letter = [](char c) { return ascii_lower({&c, 1}) != ascii_upper({&c, 1}); };
  if (word.size() > kMostInitials || ascii_upper(name) == name) {
    return false;
  }
  const std::string upper = ascii_upper(word);
  for (std::size_t at = name.find(upper); at != std::string_view::npos;
       at = name.find(upper, at + 1)) {
    const std::size_t end = at + upper.size();
    if ((at == 0 || !is_letter(name[at - 1])) && (end == name.size() || !is_letter(name[end]))) {
      return true;
    }
  }
  return false;
}

/// The forms of a folded given name that is written out; none for initials.
std::vector<std::string> given_forms(const std::string& given, std::string_view name) {
  const std::string first = given.substr(0, given.find(' '));
  if (first.empty() || is_initials(first, name)) {
    return {};
  }
  std::string all = given;
  all.erase(std::remove(all.begin(), all.end(), ' '), all.end());
  return all == first ? std::vector<std::string>{first} : std::vector<std::string>{first, all};
}

/// All but what is spelt out.
Person read_person(std::string_view name) {
  name = trim(name);
  std::string family_part;
  std::string given_part;
  const std::size_t comma = name.find(',');
  const std::size_t initials = find_last_initials(name);
  if (comma != std::string_view::npos) {
    family_part = fold_name(name.substr(0, comma));
    const std::string folded = fold_name(name.substr(comma + 1));
    given_part = join_words(words_of(folded));
  } else if (initials != std::string_view::npos) {
    family_part = fold_name(name.substr(0, initials));
    given_part = fold_name(name.substr(initials));
  } else {
    const std::string folded = fold_name(name);
    std::vector<std::string_view> words = words_of(folded);
    family_part = std::string(words.back());
    words.pop_back();
    given_part = join_words(words);
  }
  Person person;
  const std::vector<std::string_view> family_words = split(family_part, ' ');
  person.family = std::string(family_words.back());
  if (!given_part.empty()) {
    person.initial = first_character(given_part);
    person.given = initials != std::string_view::npos && comma == std::string_view::npos
                       ? std::vector<std::string>()
                       : given_forms(given_part, name);
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

Person parse_person(std::string_view name) {
  Person person = read_person(name);
  person.spelt = person.family;
  const auto plain = [](char c) { return c != '\\' && static_cast<unsigned char>(c) < 0x80; };
  if (!std::all_of(name.begin(), name.end(), plain)) {
    const Person spelt = read_person(spell_out(untex(name)));
    person.spelt = spelt.family;
    person.given.insert(person.given.end(), spelt.given.begin(), spelt.given.end());
  }
  return person;
}

/// One written-out name and another: the same in some form, or the beginning of it ("Rob", "Jean"
/// of "Jean-Luc"), for which two letters are too few: "Yu" and "Yuan" are two people.
bool given_agree(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  constexpr std::size_t kLeastShared = 3;
  return std::any_of(a.begin(), a.end(), [&](const std::string& x) {
    return std::any_of(b.begin(), b.end(), [&](const std::string& y) {
      const bool begins = x.size() < y.size() ? y.starts_with(x) : x.starts_with(y);
      return x == y || (begins && std::min(x.size(), y.size()) >= kLeastShared);
    });
  });
}

bool same_person(const Person& a, const Person& b) {
  if (a.family.empty() || b.family.empty()) {
    return false;
  }
  if (a.sorted == b.sorted) {
    return true;
  }
  const bool one_family = a.family == b.family || a.spelt == b.family || a.family == b.spelt;
  if (!one_family || a.initial.empty() || b.initial.empty()) {
    return one_family;
  }
  return a.given.empty() || b.given.empty() ? a.initial == b.initial
                                            : given_agree(a.given, b.given);
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

PeopleMatch compare_people(const std::vector<std::string>& a, const std::vector<std::string>& b,
                           PeopleRule rule) {
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
  const bool half = found >= 1 && found * 2 >= shorter.size();
  const bool enough =
      rule == PeopleRule::kHalf ? half : half && (found * 2 > shorter.size() || found >= 2);
  return enough ? PeopleMatch::kSame : PeopleMatch::kDifferent;
}

}  // namespace assay
