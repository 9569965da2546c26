#include "ingest/frameworks.h"

#include "base/ascii.h"
#include "base/text.h"
#include "library/dossier.h"
#include "work/mentions.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>
#include <utility>

namespace assay::ingest {
namespace {

constexpr double kResearch = 0.5;
constexpr std::size_t kMostMethods = 50;
constexpr std::size_t kMostLine = 160;

/// Works, their titles and addresses, as far as they decide where something belongs.
struct Belongings {
  std::vector<std::string> repositories;
  std::vector<std::string> pages;
  std::string title;
  std::string venue;
};

void add_target(Belongings& out, const Identifier& identifier) {
  if (identifier.scheme == Scheme::kGithub) {
    out.repositories.push_back(identifier.value);
    return;
  }
  if (identifier.scheme == Scheme::kUrl) {
    out.pages.push_back(ascii_lower(identifier.value));
  }
  if (const std::optional<Identifier> whole = whole_of(identifier)) {
    add_target(out, *whole);
  }
}

Belongings belongings_of(const Work& work) {
  Belongings out;
  for (const Identifier& identifier : own_identifiers(work)) {
    add_target(out, identifier);
  }
  const auto add = [&](const std::string& url) {
    if (const std::optional<Identifier> identifier = parse_identifier(url)) {
      add_target(out, *identifier);
    }
  };
  for (const Link& link : work.links) {
    if (link.rel == "home" || link.rel == "code" || link.rel == "release") {
      add(link.url);
    }
  }
  add(work.code);
  out.title = ascii_lower(work.title);
  out.venue = ascii_lower(work.venue);
  return out;
}

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// "PyTorch 2.5", "torch v2.5": the name, and a version behind it.
bool is_titled(const std::string& title, const std::string& name) {
  if (title.size() <= name.size() + 1 || title.compare(0, name.size(), name) != 0 ||
      title[name.size()] != ' ') {
    return false;
  }
  std::size_t at = name.size() + 1;
  at += title.compare(at, 8, "release ") == 0 ? 8U : 0U;
  at += at < title.size() && title[at] == 'v' ? 1U : 0U;
  return at < title.size() && std::isdigit(static_cast<unsigned char>(title[at])) != 0;
}

bool belongs(const Framework& framework, const Belongings& work) {
  const auto in = [&](const std::vector<std::string>& has, const std::vector<std::string>& wanted) {
    return std::any_of(has.begin(), has.end(),
                       [&](const std::string& one) { return contains(wanted, one); });
  };
  return in(work.repositories, framework.repositories) || in(work.pages, framework.packages) ||
         contains(framework.repositories, work.venue) ||
         std::any_of(framework.aliases.begin(), framework.aliases.end(),
                     [&](const std::string& name) { return is_titled(work.title, name); });
}

/// Behind the digits at `at`.
std::size_t digits_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) {
    ++at;
  }
  return at;
}

/// Behind "2.5" and what follows it of "-rc1", ".post2" at `at`; `at` where no version begins.
std::size_t version_end(std::string_view text, std::size_t at) {
  std::size_t end = digits_end(text, at);
  if (end == at || end + 1 >= text.size() || text[end] != '.' || !is_digit(text[end + 1])) {
    return at;
  }
  while (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
    end = digits_end(text, end + 1);
  }
  for (bool more = true; more;) {
    more = false;
    const std::size_t mark =
        end < text.size() && (text[end] == '-' || text[end] == '.') ? end + 1 : end;
    for (const std::string_view stage : {"rc", "post", "dev", "a", "b"}) {
      if (istarts_with(text.substr(std::min(mark, text.size())), stage)) {
        end = digits_end(text, mark + stage.size());
        more = true;
        break;
      }
    }
  }
  return end;
}

/// The first version that stands at the beginning or behind a blank or one of "/@v-".
std::string version_in(std::string_view text) {
  constexpr std::string_view kBefore = " \t\r\n/@vV-";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool free = at == 0 || kBefore.find(text[at - 1]) != std::string_view::npos;
    if (free && is_digit(text[at])) {
      if (const std::size_t end = version_end(text, at); end > at) {
        return std::string(text.substr(at, end - at));
      }
    }
  }
  return {};
}

/// "2.5.0" out of "PyTorch v2.5.0: what is new", or of a release's address.
std::string version_of(const Work& work) {
  std::string version = version_in(std::string_view(work.title).substr(0, 200));
  for (const Identifier& identifier : work.identifiers) {
    if (!version.empty()) {
      break;
    }
    const std::string& value = identifier.value;
    version = version_in(std::string_view(value).substr(value.rfind('/') + 1).substr(0, 80));
  }
  return version;
}

/// A release has its own page at the forge or the registry, or is named by its version.
bool is_release(const Work& work, const std::string& version) {
  const auto is_page = [](const std::string& url) {
    const std::string lower = ascii_lower(url);
    const bool registry = lower.find("pypi.org/project/") != std::string::npos ||
                          lower.find("npmjs.com/package/") != std::string::npos;
    const std::optional<Identifier> page = parse_identifier(url);
    return lower.find("/releases/") != std::string::npos ||
           (registry && page && whole_of(*page).has_value());
  };
  for (const Identifier& identifier : work.identifiers) {
    if (identifier.scheme == Scheme::kUrl && is_page(identifier.value)) {
      return true;
    }
  }
  for (const Link& link : work.links) {
    if (link.rel == "home" && is_page(link.url)) {
      return true;
    }
  }
  const bool pull = work.title.find('#') != std::string::npos ||
                    std::any_of(work.identifiers.begin(), work.identifiers.end(),
                                [](const Identifier& identifier) {
                                  return identifier.value.find("/pull/") != std::string::npos ||
                                         identifier.value.find("/commit/") != std::string::npos;
                                });
  return work.kind == Kind::kContribution && !version.empty() && !pull;
}

/// The line of a field around a span, without the marks of a list.
std::string line_around(const Work& work, const library::KeptMention& mention) {
  const std::optional<Field> field = parse_field(mention.field);
  const std::string text = field ? field_text(work, *field) : std::string();
  if (mention.begin >= mention.end || mention.end > text.size()) {
    return {};
  }
  const std::size_t before = text.rfind('\n', mention.begin);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  const std::size_t end = text.find('\n', mention.end);
  std::string_view line = std::string_view(text).substr(begin, end - begin);
  while (!line.empty() && (line.front() == '-' || line.front() == '*' || line.front() == '#' ||
                           line.front() == ' ' || line.front() == '+')) {
    line.remove_prefix(1);
  }
  return ellipsize(collapse_spaces(line), kMostLine);
}

bool names_paper(const std::string& identifier) {
  const std::string_view scheme = std::string_view(identifier).substr(0, identifier.find(':'));
  return scheme != "url" && scheme != "github";
}

std::vector<MethodView> methods_of(library::Library& library, const library::StoredWork& stored) {
  std::vector<MethodView> methods;
  for (const library::KeptMention& mention :
       library::mentions_of(library, stored.id, kMostMethods)) {
    if (!names_paper(mention.identifier)) {
      continue;
    }
    MethodView view;
    view.rel = mention.rel == "implements" || mention.rel == "paper" ? "implements" : "cites";
    view.identifier = mention.identifier;
    view.work = mention.work;
    view.line = line_around(stored.work, mention);
    if (mention.work) {
      view.title = library.load(*mention.work).work.title;
    }
    const bool known = std::any_of(methods.begin(), methods.end(), [&](const MethodView& other) {
      return other.identifier == view.identifier;
    });
    if (!known) {
      methods.push_back(std::move(view));
    }
  }
  return methods;
}

ReleaseView view_release(library::Library& library, const library::StoredWork& stored,
                         std::string version) {
  ReleaseView view;
  view.id = stored.id;
  view.title = stored.work.title;
  view.version = std::move(version);
  view.date = stored.work.date.empty() && stored.work.year != 0 ? std::to_string(stored.work.year)
                                                                : stored.work.date;
  view.developer_led = stored.developer_led;
  view.research = stored.research;
  view.methods = methods_of(library, stored);
  return view;
}

void newest_first(std::vector<ReleaseView>& views) {
  std::stable_sort(views.begin(), views.end(), [](const ReleaseView& a, const ReleaseView& b) {
    return a.date != b.date ? a.date > b.date : a.id > b.id;
  });
}

nlohmann::ordered_json release_json(const ReleaseView& release) {
  nlohmann::ordered_json out;
  out["id"] = format_work_id(release.id);
  out["title"] = release.title;
  out["version"] = release.version;
  out["date"] = release.date;
  out["developer_led"] = std::round(release.developer_led * 1e4) / 1e4;
  out["research"] = std::round(release.research * 1e4) / 1e4;
  out["methods"] = nlohmann::ordered_json::array();
  for (const MethodView& method : release.methods) {
    out["methods"].push_back(
        {{"rel", method.rel},
         {"identifier", method.identifier},
         {"work", method.work ? nlohmann::ordered_json(format_work_id(*method.work))
                              : nlohmann::ordered_json(nullptr)},
         {"title", method.title},
         {"line", method.line}});
  }
  return out;
}

}  // namespace

std::vector<FrameworkView> view_frameworks(library::Library& library,
                                           const std::optional<Framework>& only) {
  const std::vector<Framework> frameworks =
      only ? std::vector<Framework>{*only} : known_frameworks();
  std::vector<FrameworkView> views(frameworks.size());
  for (const WorkId id : library.works_of_kinds(Kind::kContribution, Kind::kPackage)) {
    const library::StoredWork stored = library.load(id);
    const Belongings belongings = belongings_of(stored.work);
    for (std::size_t i = 0; i < frameworks.size(); ++i) {
      if (!belongs(frameworks[i], belongings)) {
        continue;
      }
      std::string version = version_of(stored.work);
      const bool release = is_release(stored.work, version);
      if (release) {
        views[i].releases.push_back(view_release(library, stored, std::move(version)));
      } else if (stored.work.kind == Kind::kContribution) {
        ++views[i].considered;
        if (stored.research >= kResearch) {
          views[i].contributions.push_back(view_release(library, stored, std::move(version)));
        }
      }
      break;
    }
  }
  for (std::size_t i = 0; i < views.size(); ++i) {
    views[i].name = frameworks[i].name;
    newest_first(views[i].releases);
    newest_first(views[i].contributions);
  }
  if (!only) {
    std::erase_if(views, [](const FrameworkView& view) {
      return view.releases.empty() && view.considered == 0;
    });
    const auto latest = [](const FrameworkView& view) {
      return view.releases.empty() ? std::string() : view.releases.front().date;
    };
    std::stable_sort(
        views.begin(), views.end(),
        [&](const FrameworkView& a, const FrameworkView& b) { return latest(a) > latest(b); });
  }
  return views;
}

std::string to_json(const std::vector<FrameworkView>& views) {
  nlohmann::ordered_json out;
  out["frameworks"] = nlohmann::ordered_json::array();
  for (const FrameworkView& view : views) {
    nlohmann::ordered_json row;
    row["name"] = view.name;
    row["considered"] = view.considered;
    row["releases"] = nlohmann::ordered_json::array();
    for (const ReleaseView& release : view.releases) {
      row["releases"].push_back(release_json(release));
    }
    row["contributions"] = nlohmann::ordered_json::array();
    for (const ReleaseView& contribution : view.contributions) {
      row["contributions"].push_back(release_json(contribution));
    }
    out["frameworks"].push_back(std::move(row));
  }
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::ingest
