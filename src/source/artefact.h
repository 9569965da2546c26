#pragma once
/// Honest artefacts: whether the code, data or weights that a work links to are really there.
/// Threads: pure functions and plain values; check_artefact may run in any thread.

#include "source/fetcher.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::source {

enum class Presence : std::uint8_t {
  kUnknown,  ///< Could not be found out: see the reason.
  kAlive,    ///< There, with something in it.
  kEmpty,    ///< There, with nothing in it but perhaps a readme and a licence.
  kMissing,  ///< Not there, or not public.
};
/// "unknown", "alive", "empty", "missing"
std::string_view presence_name(Presence presence) noexcept;
std::optional<Presence> parse_presence(std::string_view name) noexcept;

/// What was found behind a link.
struct ArtefactState {
  std::string url;
  Presence presence = Presence::kUnknown;
  bool archived = false;
  std::optional<bool> licensed;  ///< Where the service tells licences.
  std::string licence;           ///< SPDX id or the service's word; "" when there is none.
  std::string touched;           ///< Day of the last change, "2024-12-17"; "" unknown.
  std::optional<bool>
      touched_after;           ///< Changed after the work was published; where both are known.
  bool no_host = false;        ///< Nobody knew its host when last asked, or there was no network.
  bool promised_only = false;  ///< Nothing there, and the text says that it will come.
  std::string promise;         ///< The words that say so.
  std::string reason;          ///< For people, where the rest needs one: "answers 404".
  std::int64_t checked = 0;    ///< Seconds since 1970.
  bool operator==(const ArtefactState&) const = default;
};

/// A JSON object, fields that are not known left out.
std::string to_json(const ArtefactState& state);
/// Reads it again; nullopt when it is none.
std::optional<ArtefactState> parse_artefact(std::string_view text);
/// For people: "alive, MIT, changed 2024-12-17 (after publication), archived".
std::string artefact_words(const ArtefactState& state);

/// Bytes [begin, end) of a text.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Whether `text` says that code, data, models or weights will come but are not there yet: "code
/// coming soon", "we will release our code upon acceptance". `where`, unless null, is set to the
/// words that say so.
bool promises_code(std::string_view text, TextSpan* where = nullptr);

/// What is to be checked.
struct ArtefactQuestion {
  std::string url;        ///< "" when the work has no link: then only promises are looked for.
  std::string published;  ///< Day, month or year of the work: "2021-06-17"; "" unknown.
  std::string text;       ///< Where a promise may stand: the abstract, the readme.
  std::int64_t now = 0;   ///< Seconds since 1970.
};

/// Where the services are asked.
struct ArtefactServices {
  std::string github = "https://api.github.com";
  std::string huggingface = "https://huggingface.co";
  std::string gitlab = "https://gitlab.com/api/v4";
};

/// What is left when a service has no host any more: nothing, but perhaps a promise.
ArtefactState gone_with_its_host(ArtefactState state);

/// Asks the service that the link leads to: GitHub's, Hugging Face's and GitLab's API, else the
/// page itself. Whatever a service answers becomes a state; throws kCancelled only.
ArtefactState check_artefact(const ArtefactQuestion& question, Fetcher& fetcher,
                             const ArtefactServices& services = {});

}  // namespace assay::source
