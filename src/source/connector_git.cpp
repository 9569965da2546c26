/// A git repository, on this machine or elsewhere: what it is, and each of its releases.

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "source/cache_folder.h"
#include "source/change.h"
#include "source/changelog.h"
#include "source/citation_cff.h"
#include "source/connectors_internal.h"
#include "source/found_links.h"
#include "source/git_repository.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/licence.h"
#include "source/paging.h"
#include "source/readme.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

constexpr std::size_t kMostTextBytes = std::size_t{4} << 20U;

std::string day_of(std::int64_t time) {
  constexpr std::size_t kDayLength = 10;
  return time > 0 ? format_instant(time).substr(0, kDayLength) : std::string();
}

/// "https://github.com/owner/name.git" -> that of github.com; nullopt for another place.
std::optional<Identifier> github_of(const std::string& address) {
  std::optional<Identifier> identifier = parse_identifier(address);
  return identifier && identifier->scheme == Scheme::kGithub ? identifier : std::nullopt;
}

/// "https://host/owner/name.git/" -> "name".
std::string last_part(std::string_view address) {
  while (!address.empty() && address.back() == '/') {
    address.remove_suffix(1);
  }
  std::string name(address.substr(address.find_last_of("/:") + 1));
  if (name.size() > 4 && name.substr(name.size() - 4) == ".git") {
    name.resize(name.size() - 4);
  }
  return name;
}

/// "git@github.com:Owner/Name.git" -> "Owner/Name".
std::string owner_and_name(std::string_view address) {
  const std::string name = last_part(address);
  const std::size_t at = address.rfind(name);
  const std::string owner = last_part(address.substr(0, at == 0 ? 0 : at - 1));
  return owner + "/" + name;
}

/// The first of the top files whose name without ending is one of `stems`, in their order.
std::string find_file(const std::vector<std::string>& files,
                      const std::vector<std::string_view>& stems) {
  for (const std::string_view stem : stems) {
    std::string best;
    for (const std::string& file : files) {
      const std::string lower = ascii_lower(file);
      const bool same = lower == stem || lower.rfind(std::string(stem) + ".", 0) == 0;
      // "README.md" before "README.zh-CN.md".
      if (same && (best.empty() || file.size() < best.size())) {
        best = file;
      }
    }
    if (!best.empty()) {
      return best;
    }
  }
  return {};
}

/// Endings that are code, and what the language is called.
std::string language_of(std::string_view ending) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 32> kLanguages = {
      {{"py", "Python"},      {"pyx", "Cython"},    {"cpp", "C++"},
       {"cc", "C++"},         {"cxx", "C++"},       {"h", "C++"},
       {"hpp", "C++"},        {"c", "C"},           {"cu", "CUDA"},
       {"cuh", "CUDA"},       {"js", "JavaScript"}, {"mjs", "JavaScript"},
       {"jsx", "JavaScript"}, {"ts", "TypeScript"}, {"tsx", "TypeScript"},
       {"java", "Java"},      {"kt", "Kotlin"},     {"scala", "Scala"},
       {"go", "Go"},          {"rs", "Rust"},       {"swift", "Swift"},
       {"rb", "Ruby"},        {"php", "PHP"},       {"cs", "C#"},
       {"jl", "Julia"},       {"r", "R"},           {"m", "MATLAB"},
       {"lua", "Lua"},        {"sh", "Shell"},      {"ipynb", "Jupyter Notebook"},
       {"mlir", "MLIR"},      {"metal", "Metal"}}};
  for (const auto& [known, language] : kLanguages) {
    if (known == ending) {
      return std::string(language);
    }
  }
  return {};
}

/// Languages by the bytes written in them, most first.
std::vector<std::string> languages_of(const std::map<std::string, std::uint64_t>& bytes) {
  std::map<std::string, std::uint64_t> sums;
  for (const auto& [ending, size] : bytes) {
    if (const std::string language = language_of(ending); !language.empty()) {
      sums[language] += size;
    }
  }
  std::vector<std::string> languages;
  languages.reserve(sums.size());
  for (const auto& [language, size] : sums) {
    languages.push_back(language);
  }
  std::stable_sort(
      languages.begin(), languages.end(),
      [&sums](const std::string& a, const std::string& b) { return sums.at(a) > sums.at(b); });
  constexpr std::size_t kMost = 6;
  languages.resize(std::min(languages.size(), kMost));
  return languages;
}

/// What is known of the place before anything is read.
struct Origin {
  std::string name;     ///< "owner/name" for GitHub, else the last part of the address.
  std::string address;  ///< On the web; "" for a folder that came from nowhere.
  std::optional<Identifier> github;
  std::string id;
};

class GitConnector final : public Connector {
 public:
  explicit GitConnector(const SourceSpec& spec)
      : spec_(spec),
        releases_(option(spec, "releases", "yes") != "no"),
        commits_(option(spec, "commits") == "research") {
    constexpr std::uint64_t kMostMb = std::uint64_t{1} << 30U;
    const std::string most = option(spec, "most_mb", "4096");
    const auto [end, error] = std::from_chars(most.data(), most.data() + most.size(), most_mb_);
    if (error != std::errc() || end != most.data() + most.size() || most_mb_ == 0 ||
        most_mb_ > kMostMb) {
      throw Error(Errc::kUsage, "most_mb is \"" + most + "\", not a number of MiB", spec.name,
                  "give one such as 4096");
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const json cursor = read_cursor(request.cursor, spec_.name);
    const GitRepository repository = open(fetcher, request.stop);
    const Origin place = place_of(repository);
    const std::string head = repository.head();
    Page page;
    json next = {{"head", head}};
    if (head.empty()) {
      page.remarks.emplace_back("the repository has no commits yet");
    } else if (text_at(cursor, "head") != head) {
      page.items.emplace_back(whole(repository, head, request, place, page.remarks));
      if (commits_) {
        add_commits(repository, head, text_at(cursor, "head"), request, place, page);
      }
    }
    if (releases_ && !head.empty()) {
      add_releases(repository, head, value_at(cursor, "tags"), request, place, page, next);
    }
    page.cursor = write_cursor(next);
    return page;
  }

 private:
  [[nodiscard]] GitRepository open(Fetcher& fetcher, const std::atomic<bool>* stop) const {
    std::error_code error;
    if (std::filesystem::is_directory(spec_.address, error)) {
      return GitRepository::open(spec_.address);
    }
    GitFetch fetch;
    fetch.url = reached(fetcher);
    fetch.folder = copy_folder();
    fetch.most_bytes = most_mb_ << 20U;
    fetch.stop = stop;
    return GitRepository::mirror(fetch);
  }

  /// Where the address leads in the end. libgit2 has a transport of its own, so the client is sent
  /// ahead: it refuses what lies in the user's own network, redirects included, and libgit2 then
  /// follows none. The first request of git's smart protocol over HTTP is asked (gitprotocol-http).
  [[nodiscard]] std::string reached(Fetcher& fetcher) const {
    constexpr std::string_view kFirst = "/info/refs?service=git-upload-pack";
    if (spec_.address.rfind("https://", 0) != 0 && spec_.address.rfind("http://", 0) != 0) {
      return spec_.address;
    }
    Request request;
    request.url = without_slash(spec_.address) + std::string(kFirst);
    const Response response = fetcher.fetch(request);
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "no git repository can be read there", spec_.address,
                  "check the address");
    }
    if (!response.url.ends_with(kFirst)) {
      throw Error(Errc::kNetwork, "the repository's address leads to " + response.url,
                  spec_.address, "give the address that git clone is given");
    }
    return response.url.substr(0, response.url.size() - kFirst.size());
  }

  /// Where the copy of this address is kept.
  [[nodiscard]] std::filesystem::path copy_folder() const {
    const std::string given = option(spec_, "cache");
    const std::filesystem::path root =
        given.empty() ? cache_folder(spec_) / "git" : std::filesystem::path(given);
    return root / (last_part(spec_.address) + "-" + std::to_string(hash64(spec_.address)) + ".git");
  }

  [[nodiscard]] Origin place_of(const GitRepository& repository) const {
    std::error_code error;
    const bool local = std::filesystem::is_directory(spec_.address, error);
    const std::string home = option(spec_, "home", local ? repository.origin() : spec_.address);
    Origin place;
    place.github = github_of(home);
    if (place.github) {
      place.address = web_address(*place.github);
      place.name = owner_and_name(home);
      place.id = place.github->str();
      return place;
    }
    place.address = normalise_url(home).empty() ? std::string() : home;
    place.name = last_part(home.empty() ? spec_.address : home);
    if (place.name == ".git" || place.name.empty()) {
      place.name = last_part(std::filesystem::path(spec_.address).parent_path().string());
    }
    place.id = "git:" + (place.address.empty() ? spec_.address : normalise_url(place.address));
    return place;
  }

  /// The repository as it is at `head`.
  static Work whole(const GitRepository& repository, const std::string& head,
                    const PageRequest& request, const Origin& place,
                    std::vector<std::string>& remarks) {
    const std::vector<std::string> files = repository.top_files(head);
    Work work;
    work.kind = Kind::kRepository;
    work.id = place.id;
    work.title = place.name;
    json extra = add_history(repository, head, request, work);
    add_address(work, place);
    add_readme(repository, head, find_file(files, {"readme"}), work);
    std::string licence;
    if (std::find(files.begin(), files.end(), "CITATION.cff") != files.end()) {
      licence = add_citation_file(repository, head, work, remarks);
    }
    if (const std::string file = find_file(files, {"license", "licence", "copying", "unlicense"});
        !file.empty() && licence.empty()) {
      licence = licence_of_text(repository.file(head, file, kMostTextBytes).value_or(""));
      extra["license_file"] = repair_utf8(file);
    }
    if (!licence.empty()) {
      extra["license"] = licence;
    }
    if (work.code.empty()) {
      work.code = place.address;
    }
    work.extra = to_text(extra);
    tidy(work);
    return work;
  }

  static void add_address(Work& work, const Origin& place) {
    work.code = place.address;
    if (place.github) {
      add_identifier(work, *place.github);
    }
    if (!place.address.empty()) {
      work.links.push_back({"home", place.address});
    }
  }

  static json add_history(const GitRepository& repository, const std::string& head,
                          const PageRequest& request, Work& work) {
    constexpr std::uint64_t kMostCommits = 1'000'000;
    const GitHistory history =
        repository.history(head, kMostCommits, [&] { request.check_stop(); });
    work.date = day_of(history.first);
    json extra = {{"commits", history.commits}, {"contributors", history.people}};
    if (!history.whole) {
      extra["commits_counted_to"] = kMostCommits;
    }
    if (const std::string last = day_of(history.last); !last.empty()) {
      extra["pushed"] = last;
    }
    if (const std::vector<std::string> languages = languages_of(repository.bytes_by_ending(head));
        !languages.empty()) {
      extra["languages"] = languages;
    }
    return extra;
  }

  static void add_readme(const GitRepository& repository, const std::string& head,
                         const std::string& file, Work& work) {
    if (file.empty()) {
      return;
    }
    const std::string bytes = repository.file(head, file, kMostTextBytes).value_or("");
    const Readme readme = read_readme(file, bytes);
    work.text = readme.text;
    work.abstract = readme.summary;
    add_found_works(work, repair_utf8(bytes));
  }

  /// The licence that the citation file names.
  static std::string add_citation_file(const GitRepository& repository, const std::string& head,
                                       Work& work, std::vector<std::string>& remarks) {
    const std::optional<std::string> bytes = repository.file(head, "CITATION.cff", kMostTextBytes);
    try {
      const CitationFile file = parse_citation_file(bytes.value_or(""));
      // How the repository says it is cited comes before what its readme mentions.
      std::vector<Link> mentioned = std::exchange(work.links, {});
      add_citation(work, file);
      for (Link& link : mentioned) {
        const auto same = [&link](const Link& other) { return other.url == link.url; };
        if (std::none_of(work.links.begin(), work.links.end(), same)) {
          work.links.push_back(std::move(link));
        }
      }
      if (std::optional<Identifier> github = github_of(file.software.repository)) {
        work.code = work.code.empty() ? web_address(*github) : work.code;
        if (work.identifiers.empty() || work.identifiers.front().scheme != Scheme::kGithub) {
          add_identifier(work, std::move(*github));
        }
      }
      return file.software.licence;
    } catch (const BadRecord& bad) {
      remarks.push_back("CITATION.cff: " + bad.reason);
      return {};
    }
  }

  /// A tag that is a release: it names a version, or someone has written about it.
  static bool is_release(const GitTag& tag) {
    return !version_of_tag(tag.name).empty() || tag.annotated;
  }

  /// Tags that were not there the last time, or point elsewhere now.
  static void add_releases(const GitRepository& repository, const std::string& head,
                           const json& known, const PageRequest& request, const Origin& place,
                           Page& page, json& next) {
    constexpr std::size_t kMarkLength = 8;
    const std::vector<std::string> files = repository.top_files(head);
    const std::string log = find_file(
        files, {"changelog", "changes", "history", "news", "release_notes", "releases", "release"});
    const Changelog changelog(
        log.empty() ? "" : repository.file(head, log, kMostTextBytes).value_or(""));
    json seen = json::object();
    for (const GitTag& tag : repository.tags()) {
      if (!is_release(tag)) {
        continue;
      }
      const std::string mark = tag.object.substr(0, kMarkLength);
      seen[tag.name] = mark;
      const std::string date = day_of(tag.time);
      const bool wanted = request.since.empty() || date >= request.since;
      if (text_at(known, tag.name) != mark && wanted) {
        page.items.emplace_back(release(tag, date, changelog, place));
      }
    }
    if (known.is_object()) {
      for (const auto& [name, mark] : known.items()) {
        if (!seen.contains(name)) {
          page.gone.push_back(place.id + "@" + name);
        }
      }
    }
    next["tags"] = std::move(seen);
  }

  static Work release(const GitTag& tag, const std::string& date, const Changelog& changelog,
                      const Origin& place) {
    Change change;
    change.id = place.id + "@" + tag.name;
    change.repository = place.name;
    change.repository_address = place.address;
    if (place.github) {
      change.address = place.address + "/releases/tag/" + tag.name;
    }
    change.title = tag.name;
    const std::string message(trim(tag.message));
    const std::string section = changelog.section(version_of_tag(tag.name));
    // "v1.2.0" or "Release 1.2.0" says nothing that the title does not.
    constexpr std::size_t kShortMessage = 40;
    if (message.size() > kShortMessage || section.empty()) {
      change.text = message;
    }
    change.text += (change.text.empty() || section.empty() ? "" : "\n\n") + section;
    change.date = date;
    if (!tag.tagger.empty()) {
      change.authors.push_back(tag.tagger);
    }
    return work_of(change, {{"tag", tag.name}, {"commit", tag.commit}});
  }

  static void add_commits(const GitRepository& repository, const std::string& head,
                          const std::string& known, const PageRequest& request, const Origin& place,
                          Page& page) {
    constexpr std::size_t kMost = 5000;
    std::size_t count = 0;
    repository.walk(head, known, [&](const GitCommit& commit) {
      request.check_stop();
      const std::string date = day_of(commit.time);
      if (!tells_figures(commit.message) || (!request.since.empty() && date < request.since)) {
        return true;
      }
      Change change;
      change.id = place.id + "@" + commit.id;
      change.repository = place.name;
      change.repository_address = place.address;
      change.address = place.github ? place.address + "/commit/" + commit.id : std::string();
      const std::size_t line = std::min(commit.message.find('\n'), commit.message.size());
      change.title = commit.message.substr(0, line);
      change.text = commit.message.substr(line);
      change.date = date;
      change.authors = {commit.author};
      page.items.emplace_back(work_of(change, {{"commit", commit.id}}));
      return ++count < kMost;
    });
    if (count == kMost) {
      page.remarks.push_back("only the latest " + with_commas(kMost) +
                             " commits with figures were taken");
    }
  }

  SourceSpec spec_;
  bool releases_;
  bool commits_;
  std::uint64_t most_mb_ = 0;
};

bool is_git_address(const std::string& address) {
  static constexpr std::array<std::string_view, 6> kSchemes = {"https://", "http://", "git://",
                                                               "ssh://",   "file://", "git@"};
  return std::any_of(kSchemes.begin(), kSchemes.end(),
                     [&address](std::string_view scheme) { return istarts_with(address, scheme); });
}

bool is_there(const std::string& folder) {
  std::error_code error;
  return std::filesystem::exists(folder, error);
}

std::unique_ptr<Connector> make_git(const SourceSpec& spec) {
  if (!is_git_address(spec.address) && !is_there(spec.address)) {
    throw Error(Errc::kUsage, "\"" + spec.address + "\" is neither a folder nor an address of git",
                spec.name, "give a folder, or an address such as https://host/owner/name.git");
  }
  return std::make_unique<GitConnector>(spec);
}

constexpr std::array kGitOptions = {
    OptionHelp{"releases", "no: only the repository itself"},
    OptionHelp{"commits", "research: also commits that tell figures before and after"},
    OptionHelp{"home", "the repository's address on the web, for a folder that does not know it"},
    OptionHelp{"cache", "the folder where copies of remote repositories are kept"},
    OptionHelp{"most_mb", "the most MiB that a fetch may bring, 4096 when not given"}};

}  // namespace

const ConnectorKind kGitKind = {"git",
                                "repositories",
                                "a git repository here or elsewhere, and its releases",
                                "a folder, or an address that git can clone",
                                "",
                                kGitOptions,
                                make_git};

}  // namespace assay::source
