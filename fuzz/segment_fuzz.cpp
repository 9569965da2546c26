/// A damaged segment: named as damaged, or every answer right. The first byte says whether the rest
/// is a whole segment, a whole file of vectors, or changes (u16 place, u8 bits to flip) to a sound
/// one of either kind or of learnt words.

#include "base/error.h"
#include "fuzzing.h"
#include "search/segment_internal.h"

#include <algorithm>
#include <fstream>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

struct Sound {
  /// The largest file with `extension` of an index.
  explicit Sound(std::string_view extension) {
    fuzz::make_index(folder.path());
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() == extension && entry.file_size() > bytes.size()) {
        bytes = read_file(entry.path());
        path = entry.path();
      }
    }
    answer = ask();
  }
  [[nodiscard]] std::string ask() const {
    std::string out;
    const search::Index index(folder.path(), search::Index::Mode::kRead);
    for (const char* query : {"", "common -title3", "\"a C++ study\"", "tit*", "author:ada"}) {
      search::Options options;
      options.mode = search::SearchMode::kBoth;
      const search::Results results = index.search(search::parse_query(query), options);
      out += std::to_string(results.total) + ":";
      for (const search::Hit& hit : results.hits) {
        out += std::to_string(hit.id.v) + ",";
      }
    }
    return out;
  }
  TempDir folder;
  std::filesystem::path path;
  std::string bytes;
  std::string answer;
};

void write(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

void check_raw(const std::filesystem::path& path) {
  const search::Segment segment(path);
  segment.verify_all();
  search::Segment::Terms terms(segment);
  while (terms.next()) {
    fuzz::require(segment.open(terms.info()).df() > 0, "list");
  }
}

void check_changed(const Sound& sound, std::string_view changes) {
  std::string bytes = sound.bytes;
  for (; changes.size() >= 3; changes.remove_prefix(3)) {
    const std::size_t at =
        static_cast<unsigned char>(changes[0]) * 256U + static_cast<unsigned char>(changes[1]);
    char& byte = bytes[at % bytes.size()];
    byte = static_cast<char>(byte ^ changes[2]);
  }
  if (changes.size() == 2) {
    bytes.resize(bytes.size() -
                 std::min<std::size_t>(bytes.size(), static_cast<unsigned char>(changes[0])));
  }
  write(sound.path, bytes);
  const bool same = bytes == sound.bytes;
  bool refused = false;
  try {
    fuzz::require(sound.ask() == sound.answer, "an answer from damaged bytes");
    search::Index(sound.folder.path(), search::Index::Mode::kRead).check();
  } catch (const Error& error) {
    refused = true;
    fuzz::require(error.code() == Errc::kCorrupt && !same, error.what());
  }
  fuzz::require(refused != same, "damage not found");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Sound segment(".seg");
  static const Sound vectors(".vec");
  static const Sound own_words(".own");
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) {
    return 0;
  }
  const bool of_vectors = (input[0] & 2) != 0;
  if ((input[0] & 1) != 0) {
    const Sound& sound = (input[0] & 4) != 0 ? own_words : of_vectors ? vectors : segment;
    check_changed(sound, input.substr(1));
    return 0;
  }
  static const TempDir folder;
  const std::filesystem::path path = folder.path() / "1.seg";
  write(path, of_vectors ? std::string_view(segment.bytes) : input.substr(1));
  write(search::vectors_path(path), of_vectors ? input.substr(1) : std::string_view(vectors.bytes));
  try {
    check_raw(path);
  } catch (const Error& error) {
    fuzz::require(error.code() == Errc::kCorrupt || error.code() == Errc::kUnsupportedVersion,
                  error.what());
  }
  return 0;
}
