/// A damaged segment: named as damaged, or every answer right. The first byte says whether the rest
/// is the whole file, or changes (u16 place, u8 bits to flip) to a sound one.

#include "base/error.h"
#include "fuzzing.h"
#include "search/segment_internal.h"

#include <algorithm>
#include <fstream>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

struct Sound {
  Sound() {
    fuzz::make_index(folder.path());
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() == ".seg" && entry.file_size() > bytes.size()) {
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
      const search::Results results = index.search(search::parse_query(query), {});
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

void check_raw(const std::filesystem::path& path, std::string_view bytes) {
  write(path, bytes);
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
  static const Sound sound;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) {
    return 0;
  }
  if (input[0] % 2 != 0) {
    check_changed(sound, input.substr(1));
    return 0;
  }
  static const TempDir folder;
  try {
    check_raw(folder.path() / "1.seg", input.substr(1));
  } catch (const Error& error) {
    fuzz::require(error.code() == Errc::kCorrupt || error.code() == Errc::kUnsupportedVersion,
                  error.what());
  }
  return 0;
}
