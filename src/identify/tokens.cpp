#include "identify/tokens.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <string>

namespace assay::identify {
namespace {

constexpr std::size_t kFirstSlots = 1024;
constexpr std::uint32_t kPause = kStartsClause | kAfterPause;

enum ByteClass : std::uint8_t { kOther, kLetter, kDigit, kHigh };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    classes[c] = letter ? kLetter : digit ? kDigit : c >= 0x80 ? kHigh : kOther;
  }
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

constexpr unsigned char fold(unsigned char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + ('a' - 'A')) : c;
}

// The hash takes eight bytes at a time, each with the bit set that tells capitals from small
// letters; digits and the signs have it set anyway.
constexpr std::uint64_t kFoldBits = 0x2020202020202020ULL;
constexpr std::uint64_t kHashFactor = 0x9e3779b97f4a7c15ULL;

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t eight) {
  hash = (hash ^ eight) * kHashFactor;
  return hash ^ (hash >> 29U);
}

/// Up to eight bytes as a little-endian number.
constexpr std::uint64_t load_slowly(std::string_view bytes) {
  std::uint64_t eight = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    eight |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return eight;
}

constexpr std::uint64_t low_bytes(std::size_t count) {
  return count >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * count)) - 1;
}

constexpr std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = word.size();
  for (std::size_t i = 0; i < word.size(); i += 8) {
    const std::string_view part = word.substr(i, 8);
    hash = mix(hash, (load_slowly(part) | kFoldBits) & low_bytes(part.size()));
  }
  return hash;
}

constexpr std::uint64_t kPercentHash = hash_of("%");
constexpr std::uint64_t kTimesHash = hash_of("\xc3\x97");

/// Abbreviations whose full stop ends no sentence.
constexpr std::array kAbbreviations = {hash_of("al"), hash_of("vs"),  hash_of("cf"),
                                       hash_of("eg"), hash_of("fig"), hash_of("approx"),
                                       hash_of("ca"), hash_of("resp")};

class Tokeniser {
 public:
  Tokeniser(std::string_view text, const Vocabulary& vocabulary, std::vector<Token>& out)
      : text_(text), vocabulary_(vocabulary), out_(out) {}

  void run() {
    begin_line();
    while (at_ < text_.size()) {
      switch (kClasses[byte(at_)]) {
        case kLetter:
          read_word();
          break;
        case kDigit:
          read_number();
          break;
        case kHigh: {
          const std::size_t skip = symbol_length(at_);
          if (skip == 0) {
            read_word();
          } else {
            read_symbol(skip);
          }
          break;
        }
        default:
          read_mark();
      }
    }
  }

 private:
  [[nodiscard]] unsigned char byte(std::size_t i) const {
    return static_cast<unsigned char>(text_[i]);
  }
  [[nodiscard]] bool continues(std::size_t i) const {
    return i < text_.size() && (byte(i) & 0xC0U) == 0x80U;
  }
  [[nodiscard]] bool is_space_or_end(std::size_t i) const {
    return i >= text_.size() || text_[i] == ' ' || text_[i] == '\n' || text_[i] == '\r' ||
           text_[i] == '\t';
  }

  /// Bytes of the punctuation or symbol at `i`, 0 when a letter stands there: Latin-1 signs,
  /// U+2000..U+2BFF, U+3000..U+303F and the byte order mark.
  [[nodiscard]] std::size_t symbol_length(std::size_t i) const {
    const unsigned char c = byte(i);
    if (c == 0xC2 && continues(i + 1)) {
      const unsigned char second = byte(i + 1);  // all but the letters \u00AA, \u00B5 and \u00BA
      return second == 0xAA || second == 0xB5 || second == 0xBA ? 0 : 2;
    }
    if (c == 0xC3 && continues(i + 1)) {
      return byte(i + 1) == 0x97 || byte(i + 1) == 0xB7 ? 2 : 0;
    }
    if (!(c == 0xE2 || c == 0xE3 || c == 0xEF) || !continues(i + 1) || !continues(i + 2)) {
      return 0;
    }
    const unsigned char second = byte(i + 1);
    const bool symbol = (c == 0xE2 && second <= 0xAF) || (c == 0xE3 && second == 0x80) ||
                        (c == 0xEF && second == 0xBB && byte(i + 2) == 0xBF);
    return symbol ? 3 : 0;
  }

  /// Bytes of an apostrophe at `i` that stands between two letters, 0 otherwise.
  [[nodiscard]] std::size_t apostrophe_length(std::size_t i) const {
    std::size_t length = 0;
    if (text_[i] == '\'') {
      length = 1;
    } else if (byte(i) == 0xE2 && text_.substr(i, 3) == "\xe2\x80\x99") {
      length = 3;
    }
    const bool letter_follows =
        length > 0 && i + length < text_.size() && kClasses[byte(i + length)] == kLetter;
    return letter_follows ? length : 0;
  }

  void push(std::size_t begin, std::size_t end, std::uint64_t hash, std::uint32_t flags,
            double value) {
    Token& token = out_.emplace_back();
    token.begin = static_cast<std::uint32_t>(begin);
    token.end = static_cast<std::uint32_t>(end);
    token.hash = hash;
    token.word = vocabulary_.find(hash);
    token.flags = flags | pending_;
    token.value = value;
    pending_ = 0;
  }

  /// hash_of, with whole loads where the text goes on for eight bytes.
  [[nodiscard]] std::uint64_t hash_between(std::size_t begin, std::size_t end) const {
    if constexpr (std::endian::native == std::endian::little) {
      std::uint64_t hash = end - begin;
      for (std::size_t i = begin; i < end; i += 8) {
        if (i + 8 > text_.size()) {
          return hash_of(text_.substr(begin, end - begin));
        }
        std::uint64_t eight = 0;
        std::memcpy(&eight, text_.data() + i, sizeof eight);
        hash = mix(hash, (eight | kFoldBits) & low_bytes(end - i));
      }
      return hash;
    }
    return hash_of(text_.substr(begin, end - begin));
  }

  /// Moves over letters, digits and the letters beyond ASCII; tells which cases were there.
  std::uint32_t pass_letters() {
    std::uint32_t flags = 0;
    while (at_ < text_.size()) {
      const unsigned char c = byte(at_);
      const std::uint8_t kind = kClasses[c];
      if (kind == kLetter) {
        flags |= c <= 'Z' ? static_cast<std::uint32_t>(kHasCapital)
                          : static_cast<std::uint32_t>(kHasSmall);
      } else if (kind == kOther || (kind == kHigh && symbol_length(at_) != 0)) {
        break;
      }
      ++at_;
    }
    return flags;
  }

  void read_word() {
    const std::size_t begin = at_;
    const std::uint32_t flags = pass_letters();
    if (at_ < text_.size() && (text_[at_] == '\'' || byte(at_) == 0xE2)) {
      if (const std::size_t skip = apostrophe_length(at_); skip > 0) {
        read_contraction(begin, flags, skip);
        return;
      }
    }
    push(begin, at_, hash_between(begin, at_), flags, 0);
  }

  /// A word with an apostrophe of `skip` bytes at at_: "don't", "system's".
  void read_contraction(std::size_t begin, std::uint32_t flags, std::size_t skip) {
    const std::size_t stem_end = at_;
    at_ += skip;
    const std::size_t tail = at_;
    flags |= pass_letters();
    if (at_ - tail == 1 && fold(byte(tail)) == 's') {
      push(begin, stem_end, hash_between(begin, stem_end), flags, 0);
      return;
    }
    std::string joined(text_.substr(begin, stem_end - begin));
    joined += text_.substr(tail, at_ - tail);
    push(begin, at_, hash_of(joined), flags, 0);
  }

  [[nodiscard]] bool is_digit(std::size_t i) const {
    return i < text_.size() && kClasses[byte(i)] == kDigit;
  }
  [[nodiscard]] std::size_t digits_end(std::size_t i) const {
    while (is_digit(i)) {
      ++i;
    }
    return i;
  }

  /// Where a number ends whose whole part, [begin, end), is followed by groups of three digits.
  [[nodiscard]] std::size_t groups_end(std::size_t begin, std::size_t end) const {
    if (end == begin || end - begin > 3 || text_[begin] == '0') {
      return end;
    }
    while (end < text_.size() && text_[end] == ',' && digits_end(end + 1) == end + 4) {
      end += 4;
    }
    return end;
  }

  /// A comma at `i` that stands for a point: "97,5 %".
  [[nodiscard]] bool is_point(std::size_t i) const {
    if (i >= text_.size() || text_[i] != ',') {
      return false;
    }
    std::size_t end = digits_end(i + 1);
    if (end == i + 1 || end - i > 3) {
      return false;
    }
    end += end < text_.size() && text_[end] == ' ' ? std::size_t{1} : std::size_t{0};
    return end < text_.size() && text_[end] == '%';
  }

  static double value_of(std::string_view digits) {
    double value = 0;
    const auto [rest, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return ec == std::errc::result_out_of_range && digits.front() != '.' && digits.front() != '0'
               ? std::numeric_limits<double>::max()
               : value;
  }

  void read_number() {
    const std::size_t begin = at_;
    std::size_t end = digits_end(begin);
    const std::size_t whole = end;
    end = groups_end(begin, end);
    const bool grouped = end > whole;
    const bool comma = !grouped && is_point(end);
    if (comma || (end < text_.size() && text_[end] == '.' && is_digit(end + 1))) {
      end = digits_end(end + 1);
    }
    const std::size_t number_end = end;
    while (end < text_.size() && text_[end] == '.' && is_digit(end + 1)) {
      end = digits_end(end + 1);  // the rest of a version: "1.2.3"
    }
    at_ = end;
    if (grouped || comma) {
      std::string digits(text_.substr(begin, end - begin));
      if (comma) {
        std::replace(digits.begin(), digits.end(), ',', '.');
      } else {
        digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
      }
      push(begin, end, hash_of(digits), kIsNumber, value_of(digits));
    } else {
      push(begin, end, hash_between(begin, end), kIsNumber,
           value_of(text_.substr(begin, number_end - begin)));
    }
  }

  /// Notes what the line that begins at at_ is: a heading, a row of a table, an item of a list.
  void begin_line() {
    constexpr std::size_t kIndent = 40;
    std::size_t i = at_;
    while (i < text_.size() && i - at_ < kIndent && (text_[i] == ' ' || text_[i] == '\t')) {
      ++i;
    }
    const char c = i < text_.size() ? text_[i] : '\n';
    table_ = c == '|';
    heading_ = false;
    if (c == '#') {
      std::size_t end = i;
      while (end < text_.size() && text_[end] == '#' && end - i < 7) {
        ++end;
      }
      heading_ = end >= text_.size() || text_[end] == ' ';
    }
    bool starts = c == '\n' || c == '\r' || heading_ || table_;
    if (c == '#' || c == '*' || c == '-' || c == '+' || c == '=') {
      starts = starts || i == at_ || is_space_or_end(i + 1);
    } else if (const std::size_t end = digits_end(i); end > i && end - i <= 2) {
      starts = starts || (end < text_.size() && (text_[end] == '.' || text_[end] == ')') &&
                          end + 1 < text_.size() && is_space_or_end(end + 1));
    }
    pending_ |= starts ? static_cast<std::uint32_t>(kStartsSentence) : 0U;
  }

  void read_symbol(std::size_t length) {
    if (byte(at_) == 0xC3 && byte(at_ + 1) == 0x97) {
      push(at_, at_ + length, kTimesHash, 0, 0);
    } else if (text_.substr(at_, length) == "\xe2\x80\xa2") {  // a bullet
      pending_ |= kStartsSentence;
    } else if (text_.substr(at_, length) == "\xe2\x80\x94") {  // a dash
      pending_ |= kPause;
    }
    at_ += length;
  }

  void read_mark() {
    switch (text_[at_]) {
      case '%':
        push(at_, at_ + 1, kPercentHash, 0, 0);
        break;
      case '.':
        if (is_digit(at_ + 1) &&
            (at_ == 0 ||
             std::string_view(" \t\n($=+-~<>{").find(text_[at_ - 1]) != std::string_view::npos)) {
          read_number();
          return;
        }
        [[fallthrough]];
      case '!':
      case '?':
        if (is_space_or_end(at_ + 1) && !after_abbreviation()) {
          pending_ |= kStartsSentence;
        }
        break;
      case ',':
      case ':':
        pending_ |= kPause;
        break;
      case ';':
        pending_ |= kPause | kStartsPart;
        break;
      case '|':
        pending_ |= kPause | kStartsPart;
        pending_ |= table_ ? static_cast<std::uint32_t>(kStartsSentence) : 0U;
        break;
      case '(':
      case ')':
        pending_ |= kStartsClause;
        break;
      case '&':
      case '/':
        pending_ |= is_space_or_end(at_ + 1) ? kPause : 0U;
        break;
      case '\n':
        pending_ |= heading_ ? static_cast<std::uint32_t>(kStartsSentence) : 0U;
        ++at_;
        begin_line();
        return;
      default:
        break;
    }
    ++at_;
  }

  /// True when the word just read is a single letter or a known abbreviation.
  [[nodiscard]] bool after_abbreviation() const {
    if (out_.empty() || out_.back().end != at_) {
      return false;
    }
    const Token& last = out_.back();
    if (last.end - last.begin == 1 && (last.flags & kIsNumber) == 0 && last.hash != kPercentHash) {
      return true;
    }
    for (const std::uint64_t known : kAbbreviations) {
      if (known == last.hash) {
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  const Vocabulary& vocabulary_;
  std::vector<Token>& out_;
  std::size_t at_ = 0;
  std::uint32_t pending_ = kStartsSentence;
  bool heading_ = false;  // of the line at hand
  bool table_ = false;
};

}  // namespace

Vocabulary::Vocabulary() : slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

WordId Vocabulary::add(std::uint64_t hash) {
  if (const WordId known = find(hash); known != kUnknownWord) {
    return known;
  }
  if (size_ * 4 >= slots_.size()) {
    grow();
  }
  std::size_t i = hash & mask_;
  while (slots_[i].word != kUnknownWord) {
    i = (i + 1) & mask_;
  }
  ++size_;
  slots_[i] = {hash, static_cast<WordId>(size_)};
  return slots_[i].word;
}

std::vector<std::uint64_t> Vocabulary::hashes() const {
  std::vector<std::uint64_t> hashes(size_);
  for (const Slot& slot : slots_) {
    if (slot.word != kUnknownWord) {
      hashes[slot.word - 1] = slot.hash;
    }
  }
  return hashes;
}

void Vocabulary::grow() {
  std::vector<Slot> old(slots_.size() * 4);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.word != kUnknownWord) {
      std::size_t i = slot.hash & mask_;
      while (slots_[i].word != kUnknownWord) {
        i = (i + 1) & mask_;
      }
      slots_[i] = slot;
    }
  }
}

void tokenise(std::string_view text, const Vocabulary& vocabulary, std::vector<Token>& out) {
  Tokeniser(text, vocabulary, out).run();
}

std::uint64_t word_hash(std::string_view word) noexcept {
  return hash_of(word);
}

}  // namespace assay::identify
