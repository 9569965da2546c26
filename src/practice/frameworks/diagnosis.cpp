#include "practice/frameworks/diagnosis.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::practice {
namespace {

constexpr std::size_t kMostWords = 200;

struct Sign {
  std::string_view words;  ///< In lower case.
  std::string_view meaning;
};
/// In this order, since a package that is not found may follow an index that is not reached.
constexpr std::array<Sign, 13> kUnreachable = {{
    {"connection refused", "connection refused"},
    {"econnrefused", "connection refused"},
    {"name or service not known", "its name is not known"},
    {"temporary failure in name resolution", "its name is not known"},
    {"nodename nor servname", "its name is not known"},
    {"enotfound", "its name is not known"},
    {"eai_again", "its name is not known"},
    {"network is unreachable", "no network"},
    {"enetunreach", "no network"},
    {"timed out", "no answer in time"},
    {"etimedout", "no answer in time"},
    {"certificate_verify_failed", "its certificate is not trusted"},
    {"self-signed certificate", "its certificate is not trusted"},
}};
constexpr std::array<std::string_view, 4> kNoRoom = {"no space left on device", "enospc",
                                                     "errno 28", "disk quota exceeded"};
constexpr std::array<std::string_view, 6> kLogin = {
    "401 client error", "403 client error", "code e401", "code e403", "401 error", "403 error"};
constexpr std::array<std::string_view, 8> kDamaged = {
    "is not a zip file", "badzipfile", "has an invalid wheel", "do not match the hashes",
    "is invalid.",       "eintegrity", "tar_bad_archive",      "incorrect header check"};
constexpr std::array<std::string_view, 4> kCompile = {
    "failed building wheel", "subprocess-exited-with-error", "failed to build", "node-gyp"};

template <typename Words>
bool any_of(const Words& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

std::string asked(const PackageName& package) {
  return package.version.empty() ? package.name : package.name + " " + package.version;
}

/// pip: "(from versions: 1.0, 1.1)"; empty when there are none or it was not said.
std::string versions_told(const std::string& printed) {
  constexpr std::string_view kBefore = "(from versions: ";
  const std::size_t begin = printed.find(kBefore);
  if (begin == std::string::npos) {
    return "";
  }
  const std::size_t from = begin + kBefore.size();
  const std::string all = printed.substr(from, printed.find(')', from) - from);
  if (all == "none") {
    return "";
  }
  const std::vector<std::string_view> each = split(all, ',');
  constexpr std::size_t kMost = 6;
  std::vector<std::string> last;
  for (std::size_t i = each.size() > kMost ? each.size() - kMost : 0; i < each.size(); ++i) {
    last.emplace_back(trim(each[i]));
  }
  return join(last, ", ");
}

std::string setting_hint(Registry registry) {
  return registry == Registry::kNpm
             ? "check the network, and `npm config get registry`; then try again"
             : "check the network, and the index of `pip config list`; then try again";
}

}  // namespace

std::string last_words(const std::string& printed) {
  std::string_view last;
  std::string_view error;
  for (const std::string_view line : split(printed, '\n')) {
    const std::string_view text = trim(line);
    if (text.empty() || istarts_with(text, "[notice]")) {
      continue;
    }
    last = text;
    if (istarts_with(text, "error") || istarts_with(text, "npm err") ||
        istarts_with(text, "npm error")) {
      error = error.empty() || istarts_with(text, "error") ? text : error;
    }
  }
  std::string out = repair_utf8(error.empty() ? last : error);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return ellipsize(out, kMostWords);
}

Error diagnose_install(const PackageName& package, const ChildResult& result,
                       const std::string& log) {
  const std::string client = package.registry == Registry::kNpm ? "npm" : "pip";
  if (result.end == ChildEnd::kStopped) {
    return {Errc::kCancelled, "interrupted; nothing of the trial is left"};
  }
  if (result.end == ChildEnd::kNotFound) {
    return {Errc::kIo, client + " is not installed", "",
            package.registry == Registry::kNpm ? "install Node.js with npm"
                                               : "install Python 3 with pip and venv"};
  }
  if (result.end == ChildEnd::kTooLong) {
    return {Errc::kNetwork,
            fmt::format("{} took longer than {:.0f} min", client, result.seconds / 60), "",
            "try again: what was fetched is kept in its cache"};
  }
  const std::string text = ascii_lower(result.printed);
  if (any_of(kNoRoom, text)) {
    return {Errc::kIo, "no room on the disk for " + package.name, "",
            "make room, or put the library elsewhere with --library DIR"};
  }
  if (any_of(kLogin, text)) {
    return {Errc::kBlocked, "the index refuses to give out " + package.name, "",
            "it wants a login: see its address and token in the settings of " + client};
  }
  for (const Sign& sign : kUnreachable) {
    if (text.find(sign.words) != std::string::npos) {
      return {
          Errc::kNetwork,
          fmt::format("the index of {} cannot be reached ({})",
                      package.registry == Registry::kNpm ? "npm" : "Python packages", sign.meaning),
          "", setting_hint(package.registry)};
    }
  }
  if (any_of(kDamaged, text)) {
    return {Errc::kInvalid,
            "the file of " + asked(package) + " is damaged: " + last_words(result.printed), log,
            "try another version, or again later"};
  }
  if (text.find("no matching version") != std::string::npos ||
      text.find("etarget") != std::string::npos ||
      text.find("no matching distribution") != std::string::npos) {
    const std::string versions = versions_told(result.printed);
    if (!package.version.empty() || !versions.empty()) {
      return {Errc::kNotFound, "there is no " + asked(package) + " for this machine", "",
              versions.empty() ? "leave the version out for the newest" : "there are " + versions};
    }
    return {Errc::kNotFound, "no package is called " + package.name, "",
            "look its name up; `assay try --list` has those with a first task"};
  }
  if (text.find("code e404") != std::string::npos) {
    return {Errc::kNotFound, "no package is called " + package.name, "",
            "look its name up; `assay try --list` has those with a first task"};
  }
  if (any_of(kCompile, text)) {
    return {
        Errc::kInvalid,
        asked(package) + " must be compiled here, and that failed: " + last_words(result.printed),
        log, "try an older version that is ready-made for this machine"};
  }
  return {
      Errc::kInvalid,
      fmt::format("{} did not install {}: {}", client, asked(package), last_words(result.printed)),
      log, "the log has all that it said"};
}

}  // namespace assay::practice
