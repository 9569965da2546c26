#pragma once
/// Text on its way into XML and HTML. Threads: pure functions.

#include <string>
#include <string_view>

namespace assay {

/// `text` with & < > " ' written as references, for XML and HTML alike, within elements and within
/// quoted attributes. What XML 1.0 does not allow (section 2.2: control characters but tab and line
/// ends, U+FFFE, U+FFFF) and ill-formed UTF-8 become U+FFFD.
std::string escape_markup(std::string_view text);

}  // namespace assay
