#pragma once
/// A git repository read through libgit2: nothing is checked out, no hook and no filter is run.
/// Private to the room. Threads: one thread an object.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct GitTag {
  std::string name;       ///< "v1.2.0", without "refs/tags/"; UTF-8.
  std::string object;     ///< What the tag points at: 40 hexadecimal digits.
  std::string commit;     ///< The commit behind it.
  std::string message;    ///< Of an annotated tag; "" for a plain one.
  std::string tagger;     ///< Name; "" for a plain tag.
  std::int64_t time = 0;  ///< Of the tag, for a plain one of its commit; Unix seconds.
  bool annotated = false;
};

struct GitCommit {
  std::string id;
  std::string message;
  std::string author;  ///< Name.
  std::string mail;    ///< Of the author, in lower case.
  std::int64_t time = 0;
};

struct GitHistory {
  std::uint64_t commits = 0;
  std::uint64_t people = 0;  ///< Different mail addresses of authors.
  std::int64_t first = 0;    ///< Unix seconds; 0 without commits.
  std::int64_t last = 0;
  bool whole = true;  ///< False when counting was stopped at the limit.
};

class GitRepository {
 public:
  /// Opens a working tree, its .git or a bare repository. Throws kNotFound when there is none,
  /// kCorrupt when it cannot be read.
  static GitRepository open(const std::filesystem::path& folder);

  /// A bare copy in `folder` of what `url` serves (https, http, git, ssh, file), made now or
  /// brought up to date: the branch that HEAD names, and all tags. No redirect is followed. Throws
  /// kNetwork, kBlocked (a login is asked for), kNotFound, kLimit (more than `most_bytes` to
  /// receive), kLocked (another assay is at it), kIo.
  static GitRepository mirror(const std::string& url, const std::filesystem::path& folder,
                              std::uint64_t most_bytes);

  GitRepository(GitRepository&&) noexcept;
  GitRepository& operator=(GitRepository&&) noexcept;
  GitRepository(const GitRepository&) = delete;
  GitRepository& operator=(const GitRepository&) = delete;
  ~GitRepository();

  /// The commit of HEAD, "" when there is none yet.
  [[nodiscard]] std::string head() const;
  /// The address of the remote "origin"; "" when there is none.
  [[nodiscard]] std::string origin() const;
  /// Tags that lead to a commit, oldest first.
  [[nodiscard]] std::vector<GitTag> tags() const;
  /// Paths of the files in the top folder of a commit, in its order.
  [[nodiscard]] std::vector<std::string> top_files(const std::string& commit) const;
  /// A file's bytes; nullopt when there is none or it is larger than `most_bytes`.
  [[nodiscard]] std::optional<std::string> file(const std::string& commit, const std::string& path,
                                                std::size_t most_bytes) const;
  /// Bytes by file ending in lower case ("py", "cpp"), over all folders of a commit.
  [[nodiscard]] std::map<std::string, std::uint64_t> bytes_by_ending(
      const std::string& commit) const;
  /// All commits behind `commit`, each once, up to `most`.
  [[nodiscard]] GitHistory history(const std::string& commit, std::uint64_t most) const;
  /// Commits behind `commit` that are not behind `known` ("" for all), newest first, until `take`
  /// says false.
  void walk(const std::string& commit, const std::string& known,
            const std::function<bool(const GitCommit&)>& take) const;

 private:
  struct Impl;
  explicit GitRepository(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::source
