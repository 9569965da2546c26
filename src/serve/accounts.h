#pragma once
/// Who may log in: names with a password and the reader that each is, in a file of the library's
/// folder (mode 600, lines "NAME TAB READER TAB HASH"), so that a team shares one library.
/// Threads: the functions, one at a time; Accounts is internally locked.

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace assay::serve {

struct Account {
  std::string name;
  std::string reader;
  std::string hash;  ///< Of the password.
};

/// "accounts" in the library's folder.
std::filesystem::path accounts_file(const std::filesystem::path& library);

/// Adds an account; its reader is added to the library where there is none of that name. Throws
/// kUsage (no word of at most 64 letters, digits, "." "-" "_"; a password of less than 10 or more
/// than 256 bytes), kInvalid (there is one of that name), and as library::Library in write mode.
void add_account(const std::filesystem::path& library, const std::string& name,
                 const std::string& reader, const std::string& password);
/// By name. Throws kIo, kCorrupt.
std::vector<Account> list_accounts(const std::filesystem::path& library);
/// The reader and what it has said stay. Throws kNotFound.
void remove_account(const std::filesystem::path& library, const std::string& name);
/// Ends the account's sessions, too. Throws kNotFound, kUsage.
void set_password(const std::filesystem::path& library, const std::string& name,
                  const std::string& password);
/// {"accounts":[{"name","reader"}]}
std::string accounts_json(const std::vector<Account>& accounts);

/// Text of a file that others may change at any time, read again when they did.
class WatchedFile {
 public:
  explicit WatchedFile(std::filesystem::path path) : path_(std::move(path)) {}
  /// Whether it is another than at the last call; true at the first. None is as good as empty.
  bool has_changed();
  [[nodiscard]] std::string read() const;

 private:
  std::filesystem::path path_;
  std::string stamp_ = "never";
};

/// The accounts as they are now.
class Accounts {
 public:
  /// `file`: as accounts_file(); an empty path: nobody.
  explicit Accounts(const std::filesystem::path& file) : file_(file) {}
  [[nodiscard]] std::optional<Account> find(const std::string& name);
  [[nodiscard]] bool any();

 private:
  void look();
  std::mutex mutex_;
  WatchedFile file_;                      // guarded by mutex_
  std::map<std::string, Account> known_;  // guarded by mutex_
};

}  // namespace assay::serve
