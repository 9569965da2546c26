/// Any bytes as a text file of Anki's; what is read comes back as it is when written and read
/// again.

#include "base/error.h"
#include "base/text.h"
#include "source/anki_text.h"
#include "sources_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  assay::source::AnkiFile file;
  try {
    file = assay::source::parse_anki(bytes);
  } catch (const assay::Error&) {
    return 0;
  }
  const assay::source::AnkiFile again =
      assay::source::parse_anki(assay::source::write_anki(file.notes, file.html));
  assay::fuzz::require_sound(again.rejections.empty(), "rejections");
  assay::fuzz::require_sound(again.notes.size() == file.notes.size(), "number of notes");
  for (std::size_t i = 0; i < file.notes.size() && i < again.notes.size(); ++i) {
    assay::fuzz::require_sound(again.notes[i].guid == file.notes[i].guid, "guid");
    assay::fuzz::require_sound(again.notes[i].fields[0] == file.notes[i].fields[0], "front");
    assay::fuzz::require_sound(again.notes[i].tags == file.notes[i].tags, "tags");
  }
  return 0;
}
