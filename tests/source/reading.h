#pragma once
/// What the tests of this room share: files made on the spot and everything a reader yields.

#include "base/files.h"
#include "source/reader.h"

#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace assay::source {

struct Everything {
  Format format = Format::kWorks;
  std::vector<Work> works;
  std::vector<Rejection> rejections;
  std::vector<bool> order;  ///< true for a work, in the order of the items
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;
};

inline Everything read_all(const std::filesystem::path& path,
                           std::optional<Format> format = std::nullopt) {
  const std::unique_ptr<Reader> reader = open_reader(path, format);
  Everything all;
  all.format = reader->format();
  while (std::optional<Item> item = reader->next()) {
    all.order.push_back(std::holds_alternative<Work>(*item));
    if (all.order.back()) {
      all.works.push_back(std::get<Work>(std::move(*item)));
    } else {
      all.rejections.push_back(std::get<Rejection>(std::move(*item)));
    }
  }
  if (reader->next()) {
    all.rejections.push_back({0, 0, "TEST: an item behind the end", {}, {}});
  }
  all.bytes_read = reader->bytes_read();
  all.bytes_total = reader->bytes_total();
  return all;
}

/// A file in a folder of its own.
class TestFile {
 public:
  explicit TestFile(std::string_view bytes, const std::string& name = "input.dat")
      : path_(dir_.path() / name) {
    std::ofstream(path_, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  TempDir dir_;
  std::filesystem::path path_;
};

inline Everything read_text(std::string_view text, const std::string& name = "input.dat",
                            std::optional<Format> format = std::nullopt) {
  const TestFile file(text, name);
  return read_all(file.path(), format);
}

/// The single rejection's reason, or what is odd about it.
inline std::string only_reason(const Everything& all) {
  return all.rejections.size() == 1
             ? all.rejections.front().reason
             : "TEST: " + std::to_string(all.rejections.size()) + " rejections";
}

inline std::vector<std::string> identifiers(const Work& work) {
  std::vector<std::string> texts;
  for (const Identifier& identifier : work.identifiers) {
    texts.push_back(identifier.str());
  }
  return texts;
}

/// A document type whose entity &j; would grow to ten gigabytes, and whose &file; reads a file.
inline std::string entity_bomb(const std::string& root) {
  std::string bomb = "<!DOCTYPE " + root + " [<!ENTITY a \"0123456789\">";
  for (char c = 'b'; c <= 'j'; ++c) {
    bomb += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) {
      bomb += std::string("&") + static_cast<char>(c - 1) + ";";
    }
    bomb += "\">";
  }
  return bomb + "<!ENTITY file SYSTEM \"file:///etc/passwd\">]>";
}

using Strings = std::vector<std::string>;

}  // namespace assay::source
