#include "base/tar.h"

#include "base/error.h"
#include "base/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 512;
constexpr std::size_t kName = 100;
constexpr std::size_t kMostFiles = 100'000;
constexpr std::size_t kMostName = 4096;

using Block = std::array<char, kBlock>;

void put(Block& block, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(at));
}

/// `digits` octal digits and a zero byte.
void put_octal(Block& block, std::size_t at, std::size_t digits, std::uint64_t value) {
  std::string text(digits, '0');
  for (std::size_t i = digits; i-- > 0; value >>= 3U) {
    text[i] = static_cast<char>('0' + (value & 7U));
  }
  put(block, at, text);
}

unsigned checksum(const Block& block) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    sum +=
        i >= 148 && i < 156 ? static_cast<unsigned>(' ') : static_cast<unsigned char>(block.at(i));
  }
  return sum;
}

void write_block(std::ofstream& out, std::string_view name, char type, std::uint64_t size) {
  Block block{};
  put(block, 0, name.substr(0, kName));
  put_octal(block, 100, 7, type == '5' ? 0755 : 0644);
  put_octal(block, 108, 7, 0);
  put_octal(block, 116, 7, 0);
  put_octal(block, 124, 11, size);
  put_octal(block, 136, 11, 0);
  block[156] = type;
  put(block, 257, "ustar");
  put(block, 263, "00");
  put_octal(block, 148, 6, checksum(block));
  block[155] = ' ';
  out.write(block.data(), kBlock);
}

void pad(std::ofstream& out, std::uint64_t size) {
  const Block zeros{};
  out.write(zeros.data(), static_cast<std::streamsize>((kBlock - size % kBlock) % kBlock));
}

/// A pax record counts its own length: "27 path=…\n".
std::string pax_path(const std::string& path) {
  const std::string rest = " path=" + path + "\n";
  std::size_t size = rest.size() + 1;
  while (std::to_string(size).size() + rest.size() != size) {
    size = std::to_string(size).size() + rest.size();
  }
  return std::to_string(size) + rest;
}

void write_head(std::ofstream& out, const std::string& path, char type, std::uint64_t size) {
  if (path.size() > kName) {
    const std::string record = pax_path(path);
    write_block(out, "pax", 'x', record.size());
    out.write(record.data(), static_cast<std::streamsize>(record.size()));
    pad(out, record.size());
  }
  write_block(out, path, type, size);
}

void write_content(std::ofstream& out, const fs::path& file, std::uint64_t size) {
  std::ifstream in(file, std::ios::binary);
  std::array<char, 65536> buffer{};
  std::uint64_t left = size;
  while (left > 0) {
    in.read(buffer.data(),
            static_cast<std::streamsize>(std::min<std::uint64_t>(left, buffer.size())));
    const auto n = static_cast<std::uint64_t>(in.gcount());
    if (n == 0) {
      throw io_error("cannot read file", file.string(), EIO);
    }
    out.write(buffer.data(), static_cast<std::streamsize>(n));
    left -= n;
  }
  pad(out, size);
}

// --- Reading -------------------------------------------------------------------------------------

Error bad(const std::string& what) {
  return {Errc::kInvalid, "this is no tar archive that can be read: " + what, "",
          "pack the folder with `tar -cf FILE.tar FOLDER`"};
}

std::string text_at(const Block& block, std::size_t at, std::size_t most) {
  const std::string_view field = std::string_view(block.data(), block.size()).substr(at, most);
  return std::string(field.substr(0, field.find('\0')));
}

std::uint64_t octal_at(const Block& block, std::size_t at, std::size_t most) {
  std::uint64_t value = 0;
  for (const char c : text_at(block, at, most)) {
    if (c == ' ') {
      continue;
    }
    if (c < '0' || c > '7' || value >> 60U != 0) {
      throw bad("a number is none");
    }
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

/// Where an entry goes. Throws kInvalid for a path that leads out.
fs::path inside(const fs::path& folder, const std::string& name) {
  fs::path out = folder;
  for (const fs::path& part : fs::path(name)) {
    if (part == ".." || part.is_absolute()) {
      throw bad("the path \"" + name + "\" leads out of it");
    }
    if (!part.empty() && part != ".") {
      out /= part;
    }
  }
  return out;
}

class Reader {
 public:
  Reader(const fs::path& file, std::uint64_t most_bytes)
      : in_(file, std::ios::binary), left_(most_bytes) {
    if (!in_) {
      throw io_error("cannot open file", file.string(), errno);
    }
  }

  void unpack(const fs::path& folder) {
    std::string name;
    for (std::size_t files = 0; next();) {
      const char type = block_[156];
      const std::uint64_t size = octal_at(block_, 124, 12);
      if (type == 'x' || type == 'L' || type == 'g') {
        const std::string text = content(size, kMostName * 4);
        if (type != 'g') {
          name = type == 'L' ? text.c_str() : path_of(text, name);
        }
        continue;
      }
      if (++files > kMostFiles) {
        throw Error(Errc::kLimit, "the archive has too many files", "", "at most 100,000");
      }
      if (name.empty()) {
        const std::string prefix = text_at(block_, 345, 155);
        name = (prefix.empty() ? "" : prefix + "/") + text_at(block_, 0, kName);
      }
      const fs::path place = inside(folder, name);
      name.clear();
      check_place(folder, place, type == '5');
      if (type == '5') {
        make_folders(place);
      } else if (type == '0' || type == '\0') {
        make_folders(place.parent_path());
        copy(place, size);
      } else {
        throw bad("it holds a link or a device");
      }
    }
  }

 private:
  /// False at the end. Throws kInvalid.
  bool next() {
    in_.read(block_.data(), kBlock);
    if (in_.gcount() == 0 ||
        std::all_of(block_.begin(), block_.end(), [](char c) { return c == '\0'; })) {
      return false;
    }
    if (in_.gcount() != static_cast<std::streamsize>(kBlock) ||
        octal_at(block_, 148, 8) != checksum(block_)) {
      throw bad("a checksum is wrong");
    }
    return true;
  }

  std::string content(std::uint64_t size, std::size_t most) {
    if (size > most) {
      throw bad("a name is too long");
    }
    std::string text(size, '\0');
    in_.read(text.data(), static_cast<std::streamsize>(size));
    in_.ignore(static_cast<std::streamsize>((kBlock - size % kBlock) % kBlock));
    return text;
  }

  /// The value of "path" in pax records.
  static std::string path_of(std::string_view records, const std::string& usual) {
    const std::size_t at = records.find(" path=");
    if (at == std::string_view::npos) {
      return usual;
    }
    const std::size_t begin = at + std::strlen(" path=");
    return std::string(records.substr(begin, records.find('\n', begin) - begin));
  }

  /// Throws kInvalid where the archive has a file in the place of a folder, or the other way round.
  static void check_place(const fs::path& folder, const fs::path& place, bool is_folder) {
    std::error_code ignored;
    if (!is_folder && (place == folder || fs::is_directory(place, ignored))) {
      throw bad("a folder is used as a file");
    }
    for (fs::path above = is_folder ? place : place.parent_path(); above != folder;
         above = above.parent_path()) {
      if (fs::exists(above, ignored) && !fs::is_directory(above, ignored)) {
        throw bad("a file is used as a folder");
      }
    }
  }

  void copy(const fs::path& place, std::uint64_t size) {
    if (size > left_) {
      throw Error(Errc::kLimit, "the archive holds too much", "", "send less");
    }
    left_ -= size;
    std::ofstream out(place, std::ios::binary);
    std::array<char, 65536> buffer{};
    for (std::uint64_t left = size; left > 0;) {
      in_.read(buffer.data(),
               static_cast<std::streamsize>(std::min<std::uint64_t>(left, buffer.size())));
      if (in_.gcount() == 0) {
        throw bad("it ends too early");
      }
      out.write(buffer.data(), in_.gcount());
      left -= static_cast<std::uint64_t>(in_.gcount());
    }
    out.close();
    if (!out) {
      throw io_error("cannot write file", place.string(), errno);
    }
    in_.ignore(static_cast<std::streamsize>((kBlock - size % kBlock) % kBlock));
  }

  std::ifstream in_;
  std::uint64_t left_;
  Block block_{};
};

}  // namespace

void write_tar(const fs::path& folder, const std::string& name, const fs::path& file) {
  std::vector<fs::path> entries;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_symlink() && (entry.is_directory() || entry.is_regular_file())) {
      entries.push_back(entry.path());
    }
  }
  std::sort(entries.begin(), entries.end());
  std::ofstream out(file, std::ios::binary);
  write_head(out, name + "/", '5', 0);
  for (const fs::path& entry : entries) {
    const std::string path = name + "/" + entry.lexically_relative(folder).generic_string();
    if (fs::is_directory(entry)) {
      write_head(out, path + "/", '5', 0);
    } else {
      const std::uint64_t size = fs::file_size(entry);
      write_head(out, path, '0', size);
      write_content(out, entry, size);
    }
  }
  const Block zeros{};
  out.write(zeros.data(), kBlock);
  out.write(zeros.data(), kBlock);
  out.close();
  if (!out) {
    throw io_error("cannot write file", file.string(), errno);
  }
}

void read_tar(const fs::path& file, const fs::path& folder, std::uint64_t most_bytes) {
  make_folders(folder);
  Reader(file, most_bytes).unpack(folder);
}

}  // namespace assay
