#pragma once
/// What the tests of identify share.

#include "identify/judge.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::identify {

inline Work paper(std::string title, std::string abstract = {}) {
  Work work;
  work.title = std::move(title);
  work.abstract = std::move(abstract);
  return work;
}

inline Work thing(Kind kind, std::string title, std::string text) {
  Work work;
  work.kind = kind;
  work.title = std::move(title);
  work.text = std::move(text);
  return work;
}

inline std::string text_of(const Work& work, const Clue& clue) {
  return field_text(work, clue.field).substr(clue.begin, clue.end - clue.begin);
}

/// Texts of the clues of one type in one field, in the order of the verdict.
inline std::vector<std::string> texts(const Work& work, ClueType type, Field field) {
  std::vector<std::string> found;
  for (const Clue& clue : default_judge().judge(work).clues) {
    if (clue.type == type && clue.field == field) {
      found.push_back(text_of(work, clue));
    }
  }
  return found;
}

/// Texts of the clues of one type that the abstract holds.
inline std::vector<std::string> in_abstract(const std::string& abstract, ClueType type) {
  return texts(paper("Untitled", abstract), type, Field::kAbstract);
}

inline double developer_led(const Work& work) {
  return default_judge().judge(work).developer_led;
}

inline double research(const Work& work) {
  return default_judge().judge(work).research;
}

}  // namespace assay::identify
