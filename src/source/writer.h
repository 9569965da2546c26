#pragma once
/// Works -> bibliographies, one work at a time, in the formats that the readers of this room read
/// (docs/formats.md). What a format can hold comes back when it is read again. Threads: one thread
/// a writer.

#include "work/work.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace assay::source {

enum class ExportFormat { kWorks, kBibtex, kRis, kCslJson, kMarkdown };
/// "works", "bibtex", "ris", "csl-json", "markdown".
std::string_view export_format_name(ExportFormat format) noexcept;
std::optional<ExportFormat> parse_export_format(std::string_view name) noexcept;

/// The text of a bibliography is begin(), item() of each work, and end(), one behind the other.
class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  virtual ~Writer() = default;

  virtual std::string begin() { return {}; }
  virtual std::string item(const Work& work) = 0;
  virtual std::string end() { return {}; }
};

std::unique_ptr<Writer> make_writer(ExportFormat format);

}  // namespace assay::source
