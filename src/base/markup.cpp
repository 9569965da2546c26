#include "base/markup.h"

#include "base/text.h"

namespace assay {

std::string escape_markup(std::string_view text) {
  const std::string sound = repair_utf8(text);
  std::string out;
  out.reserve(sound.size() + sound.size() / 8);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const char c = sound[i];
    const std::string_view three = std::string_view(sound).substr(i, 3);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
      out += "\xEF\xBF\xBD";
      i += 2;
    } else if ((static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
               c == 0x7F) {
      out += "\xEF\xBF\xBD";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace assay
