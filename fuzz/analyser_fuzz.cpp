/// Any bytes as text: tokens lie within it, in order, none empty or too long, and what is indexed
/// is found again.

#include "fuzzing.h"
#include "search/analysis_internal.h"
#include "search/builder_internal.h"

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

class Checks final : public search::TokenSink {
 public:
  explicit Checks(std::string_view text) : text_(text) {}
  void token(const search::Token& token) override {
    fuzz::require(token.begin < token.end && token.end <= text_.size(), "span");
    fuzz::require(!token.term.empty() && token.term.size() <= search::kMaxTermBytes, "term");
    fuzz::require(!token.word.empty() && token.word.size() <= search::kMaxTermBytes, "word");
    fuzz::require(token.colocated() ? count > 0 : token.begin >= end_, "order");
    fuzz::require(token.slot == search::kNoSlot || token.slot < search::kWordSlots, "slot");
    if (!token.colocated()) {
      end_ = token.begin;
    }
    ++count;
  }
  std::size_t count = 0;

 private:
  std::string_view text_;
  std::uint32_t end_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  static search::Analyser analyser;
  for (const search::Style style : {search::Style::kText, search::Style::kNames}) {
    Checks first(text);
    analyser.run(text, style, first);
    Checks again(text);
    analyser.run(text, style, again);
    fuzz::require(first.count == again.count, "the same twice");
  }
  static const TempDir folder;
  search::SegmentBuilder builder(search::StaticEncoder::shipped(), nullptr, nullptr);
  search::Document document;
  document.id = WorkId{1};
  document.work.title = text;
  document.work.authors = {text, text};
  document.work.venue = text;
  builder.add(document, 1);
  builder.write(folder.path() / "1.seg");
  const search::Segment segment(folder.path() / "1.seg");
  segment.verify_all();
  search::Segment::Terms terms(segment);
  while (terms.next()) {
    search::Cursor cursor = segment.open(terms.info());
    fuzz::require(cursor.next() == 0 && segment.find(terms.text()).has_value(), "postings");
    std::vector<std::uint32_t> positions;
    cursor.positions(positions);
    fuzz::require(!positions.empty(), "positions");
  }
  return 0;
}
