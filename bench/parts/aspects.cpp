#include "aspects.h"

#include "base/files.h"
#include "search/index.h"
#include "search/related.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>

namespace assay::bench {
namespace {

constexpr std::size_t kFirst = 10;

Work plain(const GoldAbstract& gold) {
  Work work;
  work.title = gold.title;
  work.abstract = gold.abstract;
  return work;
}

/// The labels as headings, which the splitter believes.
Work labelled(const GoldAbstract& gold) {
  Work work = plain(gold);
  work.abstract.clear();
  std::optional<search::Role> last;
  for (const GoldPart& part : gold.parts) {
    if (last != part.role) {
      constexpr const char* kHeadings[] = {"Background: ", "Methods: ", "Results: "};
      work.abstract += kHeadings[static_cast<std::size_t>(part.role)];
    }
    last = part.role;
    work.abstract += gold.abstract.substr(part.begin, part.end - part.begin) + " ";
  }
  return work;
}

WorkId id_of(std::size_t place) {
  return {static_cast<std::int64_t>(place) + 1};
}

std::set<std::int64_t> first_of(const search::Index& index, const std::vector<Work>& works,
                                std::size_t origin, std::optional<search::Role> aspect) {
  search::Related related(index, id_of(origin), works[origin], aspect);
  for (std::size_t i = 0; i < works.size(); ++i) {
    related.add(id_of(i), works[i]);
  }
  std::set<std::int64_t> first;
  for (const search::RelatedHit& hit : related.rank()) {
    if (first.size() < kFirst) {
      first.insert(hit.id.v);
    }
  }
  return first;
}

double shared(const std::set<std::int64_t>& a, const std::set<std::int64_t>& b) {
  return static_cast<double>(
      std::count_if(a.begin(), a.end(), [&](std::int64_t id) { return b.count(id) != 0; }));
}

}  // namespace

void judge_aspects(const std::vector<GoldAbstract>& gold) {
  const TempDir temp;
  search::Index index(temp.path() / "index", search::Index::Mode::kWrite);
  std::vector<Work> as_labelled;
  std::vector<Work> as_they_are;
  for (const GoldAbstract& one : gold) {
    if (one.test) {
      search::Document document;
      document.id = id_of(as_they_are.size());
      document.work = plain(one);
      index.put(std::move(document));
      as_they_are.push_back(plain(one));
      as_labelled.push_back(labelled(one));
    }
  }
  index.commit(1);
  const auto works = static_cast<double>(as_they_are.size());
  fmt::print(
      "\nOf the {} works that come first by labels, of {}: | split by the model | not split\n",
      kFirst, as_they_are.size());
  for (const search::Role role :
       {search::Role::kProblem, search::Role::kMethod, search::Role::kResult}) {
    double split = 0;
    double whole = 0;
    for (std::size_t origin = 0; origin < as_they_are.size(); ++origin) {
      const std::set<std::int64_t> right = first_of(index, as_labelled, origin, role);
      split += shared(right, first_of(index, as_they_are, origin, role)) / works;
      whole += shared(right, first_of(index, as_they_are, origin, std::nullopt)) / works;
    }
    fmt::print("{} | {:.2f} | {:.2f}\n", search::role_name(role), split, whole);
  }
}

}  // namespace assay::bench
