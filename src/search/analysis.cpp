#include "search/analysis_internal.h"
#include "search/fold_internal.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace assay::search {
namespace {

enum class Ascii : std::uint8_t {
  kOther,
  kLower,
  kUpper,
  kDigit,
  kTransparent,
  kHyphen,
  kApostrophe,
  kBackslash,
  kDot,
  kHigh
};

constexpr std::array<Ascii, 256> make_classes() {
  std::array<Ascii, 256> classes{};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (c >= 'a' && c <= 'z') {
      classes[c] = Ascii::kLower;
    } else if (c >= 'A' && c <= 'Z') {
      classes[c] = Ascii::kUpper;
    } else if (c >= '0' && c <= '9') {
      classes[c] = Ascii::kDigit;
    } else if (c >= 0x80) {
      classes[c] = Ascii::kHigh;
    }
  }
  classes['$'] = classes['{'] = classes['}'] = Ascii::kTransparent;
  classes['-'] = Ascii::kHyphen;
  classes['\''] = Ascii::kApostrophe;
  classes['\\'] = Ascii::kBackslash;
  classes['.'] = Ascii::kDot;
  return classes;
}
constexpr std::array<Ascii, 256> kClasses = make_classes();

constexpr Ascii class_of(char c) noexcept {
  return kClasses[static_cast<unsigned char>(c)];
}
constexpr bool is_digit(char c) noexcept {
  return class_of(c) == Ascii::kDigit;
}
constexpr bool is_letter(char c) noexcept {
  return class_of(c) == Ascii::kLower || class_of(c) == Ascii::kUpper;
}

/// TeX commands that say how text looks, not what it is.
bool is_formatting(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 13> kNames = {
      "bf",    "em", "emph", "frac", "it", "left", "operatorname",
      "right", "rm", "sc",   "sf",   "tt", "cite"};
  return name.starts_with("math") || name.starts_with("text") ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

struct Part {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint8_t size = 0;
  bool plain = true;  ///< Nothing but a-z: may be stemmed.
  bool digits = false;
  std::array<char, kMaxTermBytes> bytes{};

  [[nodiscard]] std::string_view word() const noexcept { return {bytes.data(), size}; }
  void push(char c) noexcept {
    if (size < kMaxTermBytes) {
      bytes[size++] = c;
    }
  }
  void push(std::string_view folded) noexcept {
    if (size + folded.size() <= kMaxTermBytes) {
      std::memcpy(bytes.data() + size, folded.data(), folded.size());
      size = static_cast<std::uint8_t>(size + folded.size());
    }
  }
  void reset(std::size_t at) noexcept {
    begin = end = static_cast<std::uint32_t>(at);
    size = 0;
    plain = true;
    digits = false;
  }
};

}  // namespace

/// Direct-mapped, so it is bounded without bookkeeping; a newcomer takes the place of the older
/// word.
class StemCache {
 public:
  static constexpr std::size_t kWordBytes = 28;
  /// A word and its stem, which is the word's beginning but for its last letter ("happy", "happi").
  /// Half a cache line, so that the common words stay close.
  struct alignas(32) Slot {
    std::uint8_t word_size = 0;
    std::uint8_t stem_size = 0;
    char stem_last = 0;
    std::array<char, kWordBytes> word{};
  };

  StemCache() : stemmer(sb_stemmer_new("english", "UTF_8")), slots(kWordSlots) {}
  StemCache(const StemCache&) = delete;
  StemCache& operator=(const StemCache&) = delete;
  ~StemCache() { sb_stemmer_delete(stemmer); }

  static std::size_t slot_of(std::string_view word) noexcept {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    const std::size_t size = word.size();
    if (size >= 8) {
      std::memcpy(&low, word.data(), 8);
      std::memcpy(&high, word.data() + size - 8, 8);
    } else {
      std::memcpy(&low, word.data(), size);
    }
    std::uint64_t hash = (low ^ (size << 56)) * 0x9E3779B97F4A7C15ULL;
    hash ^= high * 0xC2B2AE3D27D4EB4FULL + (hash >> 29);
    if (size > 16) {
      std::memcpy(&high, word.data() + 8, 8);
      hash ^= high * 0x165667B19E3779F9ULL;
    }
    hash *= 0x9E3779B97F4A7C15ULL;
    return hash >> 49;  // < kWordSlots
  }

  /// `fresh` becomes false when the word was found in its slot. Valid until the next call.
  std::string_view stem(std::string_view word, bool& fresh, std::uint16_t& place) {
    fresh = true;
    place = kNoSlot;
    if (word.size() > kWordBytes) {
      return word;
    }
    const std::size_t at = slot_of(word);
    Slot& slot = slots[at];
    place = static_cast<std::uint16_t>(at);
    if (slot.word_size == word.size() &&
        std::memcmp(slot.word.data(), word.data(), word.size()) == 0) {
      fresh = false;
    } else if (!learn(word, slot)) {
      place = kNoSlot;
      return {scratch.data(), scratch_size};
    }
    std::memcpy(scratch.data(), slot.word.data(), kWordBytes);
    scratch[slot.stem_size - 1U] = slot.stem_last;
    return {scratch.data(), slot.stem_size};
  }

  /// False when the stem does not fit a slot; it is in `scratch` then.
  bool learn(std::string_view word, Slot& slot) {
    const sb_symbol* stemmed = sb_stemmer_stem(
        stemmer, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
    const auto size = static_cast<std::size_t>(std::max(0, sb_stemmer_length(stemmer)));
    if (stemmed == nullptr || size == 0 || size > scratch.size()) {
      std::memcpy(scratch.data(), word.data(), word.size());
      scratch_size = word.size();
      return false;
    }
    const char* stem = reinterpret_cast<const char*>(stemmed);
    if (size > word.size() || std::memcmp(stem, word.data(), size - 1) != 0) {
      std::memcpy(scratch.data(), stem, size);
      scratch_size = size;
      return false;
    }
    slot.word_size = static_cast<std::uint8_t>(word.size());
    slot.stem_size = static_cast<std::uint8_t>(size);
    slot.stem_last = stem[size - 1];
    std::memcpy(slot.word.data(), word.data(), word.size());
    return true;
  }

  sb_stemmer* stemmer;
  std::vector<Slot> slots;
  std::array<char, 64> scratch{};
  std::size_t scratch_size = 0;
};

namespace {

/// One walk over one text.
class Walk {
 public:
  Walk(std::string_view text, Style style, StemCache& stems, TokenSink& sink)
      : text_(text), style_(style), stems_(stems), sink_(sink) {}

  void run() {
    while (find_part(parts_[0])) {
      if (try_signs()) {
        continue;
      }
      std::size_t count = 1;
      while (count < parts_.size() && !alone_ && follow_hyphen(parts_[count])) {
        ++count;
      }
      emit_compound(count);
    }
  }

 private:
  [[nodiscard]] char at(std::size_t pos) const noexcept {
    return pos < text_.size() ? text_[pos] : '\0';
  }
  [[nodiscard]] bool word_at(std::size_t pos) const noexcept {
    if (pos >= text_.size()) {
      return false;
    }
    switch (class_of(text_[pos])) {
      case Ascii::kLower:
      case Ascii::kUpper:
      case Ascii::kDigit:
        return true;
      case Ascii::kHigh:
        return read_wide(text_, pos).type == CharClass::kWord;
      default:
        return false;
    }
  }

  /// Length of a TeX accent at a backslash ("\'", "\H{"), 0 when it is none.
  [[nodiscard]] std::size_t accent_length(std::size_t pos) const noexcept {
    const char next = at(pos + 1);
    if (next != '\0' && std::strchr("'\"^~=`.", next) != nullptr) {
      const char after = at(pos + 2);
      return is_letter(after) || after == '{' || after == '\\' ? 2 : 0;
    }
    if (next != '\0' && std::strchr("HckruvbdtG", next) != nullptr && at(pos + 2) == '{') {
      return 2;
    }
    return (next == 'i' || next == 'j') && at(pos + 2) == '}' ? 1 : 0;
  }

  /// Moves to the next word and reads its first part. False at the end of the text.
  bool find_part(Part& part) {
    alone_ = false;
    while (pos_ < text_.size()) {
      switch (class_of(text_[pos_])) {
        case Ascii::kLower:
        case Ascii::kUpper:
        case Ascii::kDigit:
          read_part(part);
          return true;
        case Ascii::kBackslash:
          if (read_command(part)) {
            return true;
          }
          break;
        case Ascii::kHigh: {
          const WideChar wide = read_wide(text_, pos_);
          if (wide.type == CharClass::kIdeograph) {
            read_ideograph(part, wide);
            return true;
          }
          if (wide.type == CharClass::kWord) {
            read_part(part);
            if (part.size != 0) {
              return true;
            }
          } else {
            pos_ += wide.length;
          }
          break;
        }
        default:
          ++pos_;
      }
    }
    return false;
  }

  void read_ideograph(Part& part, const WideChar& wide) {
    part.reset(pos_);
    part.push(std::string_view(wide.folded, wide.folded_length));
    part.plain = false;
    pos_ += wide.length;
    part.end = static_cast<std::uint32_t>(pos_);
    alone_ = true;
  }

  /// At a backslash outside a word: an accented letter starts a word, a command is a word of its
  /// own or nothing. True when `part` was read.
  bool read_command(Part& part) {
    if (accent_length(pos_) != 0) {
      const std::size_t before = pos_;
      read_part(part);
      if (part.size == 0) {
        pos_ = std::max(pos_, before + 1);
        return false;
      }
      return true;
    }
    std::size_t end = pos_ + 1;
    while (is_letter(at(end))) {
      ++end;
    }
    const std::string_view name = text_.substr(pos_ + 1, end - pos_ - 1);
    if (name.empty() || is_formatting(name)) {
      pos_ = end;
      return false;
    }
    part.reset(pos_ + 1);
    for (const char c : name == "ell" ? name.substr(1, 1) : name) {
      part.push(class_of(c) == Ascii::kUpper ? static_cast<char>(c + 32) : c);
    }
    pos_ = end;
    part.end = static_cast<std::uint32_t>(end);
    while (class_of(at(pos_)) == Ascii::kTransparent) {
      ++pos_;  // "$\beta$-VAE" is a compound
    }
    return true;
  }

  /// Reads letters, digits and marks from pos_; stops behind the last one and what is transparent.
  void read_part(Part& part) {
    part.reset(pos_);
    while (pos_ < text_.size()) {
      const char c = text_[pos_];
      switch (class_of(c)) {
        case Ascii::kLower:
          part.push(c);
          break;
        case Ascii::kUpper:
          part.push(static_cast<char>(c + 32));
          break;
        case Ascii::kDigit:
          part.push(c);
          part.plain = false;
          part.digits = true;
          break;
        case Ascii::kTransparent:
          ++pos_;
          continue;
        case Ascii::kDot:
          if (part.end != pos_ || !is_digit(at(pos_ - 1)) || !is_digit(at(pos_ + 1))) {
            return;
          }
          part.push(c);
          break;
        case Ascii::kBackslash:
          if (const std::size_t length = accent_length(pos_); length != 0) {
            pos_ += length;
            continue;
          }
          return;
        case Ascii::kApostrophe:
          skip_possessive(1);
          return;
        case Ascii::kHigh:
          if (!read_wide_into(part)) {
            return;
          }
          continue;
        default:
          return;
      }
      ++pos_;
      part.end = static_cast<std::uint32_t>(pos_);
    }
  }

  /// False when the character ends the word.
  bool read_wide_into(Part& part) {
    const WideChar wide = read_wide(text_, pos_);
    if (wide.type == CharClass::kTransparent) {
      pos_ += wide.length;
      return true;
    }
    if (wide.type == CharClass::kApostrophe) {
      skip_possessive(wide.length);
      return false;
    }
    if (wide.type != CharClass::kWord) {
      return false;
    }
    const std::string_view folded(wide.folded, wide.folded_length);
    for (const char c : folded) {
      part.plain = part.plain && class_of(c) == Ascii::kLower;
      part.digits = part.digits || is_digit(c);
    }
    part.push(folded);
    pos_ += wide.length;
    part.end = static_cast<std::uint32_t>(pos_);
    return true;
  }

  /// "model's": the apostrophe and its s belong to no word.
  void skip_possessive(std::size_t length) {
    const char s = at(pos_ + length);
    if ((s == 's' || s == 'S') && !word_at(pos_ + length + 1)) {
      pos_ += length + 1;
    }
  }

  /// "c++", "c#" and "a/b": true when emitted.
  bool try_signs() {
    Part& part = parts_[0];
    if (part.size != 1 || !part.plain || part.end != pos_) {
      return false;
    }
    const char next = at(pos_);
    std::size_t length = 0;
    if (next == '+' && at(pos_ + 1) == '+') {
      length = 2;
    } else if (next == '#' && !word_at(pos_ + 1)) {
      length = 1;
    }
    std::array<char, 3> form = {part.bytes[0], next, '+'};
    if (length != 0) {
      pos_ += length;
      emit({form.data(), length + 1}, part.begin, pos_, TokenType::kExact);
      emit(part.word(), part.begin, part.end, TokenType::kLoose);
      return true;
    }
    if ((next != '/' && next != '&') || !is_letter(at(pos_ + 1)) || word_at(pos_ + 2)) {
      return false;
    }
    const char second = at(pos_ + 1);
    form[2] = class_of(second) == Ascii::kUpper ? static_cast<char>(second + 32) : second;
    emit({form.data(), form.size()}, part.begin, pos_ + 2, TokenType::kExact);
    emit(part.word(), part.begin, part.end, TokenType::kLoose);
    emit({form.data() + 2, 1}, pos_ + 1, pos_ + 2, TokenType::kPart);
    pos_ += 2;
    return true;
  }

  /// Reads the part behind a hyphen or an underscore at pos_; false and no move when there is none.
  bool follow_hyphen(Part& part) {
    std::size_t next = pos_;
    if (at(next) == '-' || at(next) == '_') {
      ++next;
    } else if (next < text_.size() && class_of(text_[next]) == Ascii::kHigh) {
      const WideChar wide = read_wide(text_, next);
      if (wide.type != CharClass::kHyphen) {
        return false;
      }
      next += wide.length;
    } else {
      return false;
    }
    while (class_of(at(next)) == Ascii::kTransparent) {
      ++next;
    }
    if (!word_at(next)) {
      return false;
    }
    const std::size_t before = pos_;
    pos_ = next;
    read_part(part);
    if (part.size == 0) {
      pos_ = before;
      return false;
    }
    return true;
  }

  void emit_compound(std::size_t count) {
    emit_part(parts_[0]);
    if (count == 1) {
      return;
    }
    bool digits = false;
    std::size_t size = 0;
    for (std::size_t i = 0; i < count; ++i) {
      digits = digits || parts_[i].digits;
      size += parts_[i].size;
    }
    if ((count == 2 || digits) && size <= kMaxTermBytes) {
      Part& joined = joined_;
      joined.reset(parts_[0].begin);
      for (std::size_t i = 0; i < count; ++i) {
        joined.push(parts_[i].word());
        joined.plain = joined.plain && parts_[i].plain;
      }
      joined.end = parts_[count - 1].end;
      emit_part(joined, TokenType::kJoined, static_cast<std::uint8_t>(count));
    }
    for (std::size_t i = 1; i < count; ++i) {
      emit_part(parts_[i]);
    }
  }

  void emit_part(const Part& part, TokenType type = TokenType::kPart, std::uint8_t span = 1) {
    const std::string_view word = part.word();
    const bool stemmed = style_ == Style::kText && part.plain;
    bool fresh = true;
    std::uint16_t slot = kNoSlot;
    // The cache knows which words were here before, those of names too.
    std::string_view term = part.plain ? stems_.stem(word, fresh, slot) : word;
    if (!stemmed) {
      term = word;
    }
    sink_.token({term, word, part.begin, part.end, type, span, slot, fresh});
  }
  void emit(std::string_view form, std::size_t begin, std::size_t end, TokenType type) {
    sink_.token({form, form, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                 type, 1, kNoSlot, true});
  }

  std::string_view text_;
  Style style_;
  StemCache& stems_;
  TokenSink& sink_;
  std::size_t pos_ = 0;
  bool alone_ = false;  ///< The part just read takes no others.
  std::array<Part, 4> parts_;
  Part joined_;
};

}  // namespace

Analyser::Analyser() : stems_(std::make_unique<StemCache>()) {}
Analyser::~Analyser() = default;

std::string_view Analyser::stem(std::string_view word) {
  for (const char c : word) {
    if (class_of(c) != Ascii::kLower) {
      return word;
    }
  }
  bool fresh = false;
  std::uint16_t slot = kNoSlot;
  return stems_->stem(word, fresh, slot);
}

void Analyser::run(std::string_view text, Style style, TokenSink& sink) {
  Walk(text.substr(0, std::size_t{1} << 31), style, *stems_, sink).run();
}

Analyser& local_analyser() {
  static thread_local Analyser analyser;
  return analyser;
}

bool is_stop_word(std::string_view word) noexcept {
  static constexpr std::array<std::string_view, 33> kWords = {
      "a",    "an", "and", "are", "as", "at",   "be",   "by",    "for",  "from",  "how",
      "in",   "is", "it",  "its", "of", "on",   "or",   "that",  "the",  "their", "these",
      "this", "to", "via", "was", "we", "were", "what", "which", "with", "has",   "have"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace assay::search
