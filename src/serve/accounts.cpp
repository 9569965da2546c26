#include "serve/accounts.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "library/reader.h"
#include "plan/readers.h"
#include "serve/secrets.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace assay::serve {
namespace {

constexpr std::size_t kMostAccounts = std::size_t{1} << 20;
constexpr std::size_t kLeastPassword = 10;
constexpr std::size_t kMostPassword = 256;
constexpr std::size_t kMostName = 64;

void require_name(const std::string& name) {
  const bool sound = !name.empty() && name.size() <= kMostName &&
                     name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789.-_") == std::string::npos;
  if (!sound) {
    throw Error(Errc::kUsage, "no name for an account: " + name, "",
                "take letters, digits, dots, dashes, at most 64");
  }
}

void require_password(const std::string& password) {
  if (password.size() < kLeastPassword || password.size() > kMostPassword) {
    throw Error(Errc::kUsage, "a password has from 10 to 256 characters", "",
                "take some words that belong together for you alone");
  }
}

std::vector<Account> parse_accounts(const std::string& text, const std::string& path) {
  std::vector<Account> accounts;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) {
      continue;
    }
    const std::vector<std::string_view> parts = split(line, '\t');
    if (parts.size() != 3) {
      throw Error(Errc::kCorrupt, "a line of the accounts is none", path,
                  "remove that line and add the account again");
    }
    accounts.push_back({std::string(parts[0]), std::string(parts[1]), std::string(parts[2])});
  }
  return accounts;
}

void store_accounts(const std::filesystem::path& library, std::vector<Account> accounts) {
  std::sort(accounts.begin(), accounts.end(),
            [](const Account& a, const Account& b) { return a.name < b.name; });
  std::string text;
  for (const Account& account : accounts) {
    text += account.name + "\t" + account.reader + "\t" + account.hash + "\n";
  }
  write_file_atomically(accounts_file(library), text, kPrivate);
}

std::vector<Account>::iterator require_account(std::vector<Account>& accounts,
                                               const std::string& name) {
  const auto found = std::find_if(accounts.begin(), accounts.end(),
                                  [&](const Account& account) { return account.name == name; });
  if (found == accounts.end()) {
    throw Error(Errc::kNotFound, "no account " + name, "", "see `assay serve user list`");
  }
  return found;
}

}  // namespace

std::filesystem::path accounts_file(const std::filesystem::path& library) {
  return library / "accounts";
}

void add_account(const std::filesystem::path& library, const std::string& name,
                 const std::string& reader, const std::string& password) {
  require_name(name);
  require_password(password);
  std::vector<Account> accounts = list_accounts(library);
  if (std::any_of(accounts.begin(), accounts.end(),
                  [&](const Account& account) { return account.name == name; })) {
    throw Error(Errc::kInvalid, "there is an account " + name + " already", "",
                "change its password: assay serve user password " + name);
  }
  library::Library open(library, library::Library::Mode::kWrite);
  const std::vector<std::string> readers = library::readers(open);
  if (std::find(readers.begin(), readers.end(), reader) == readers.end()) {
    plan::add_reader(open, reader);
  }
  accounts.push_back({name, reader, hash_secret(password)});
  store_accounts(library, std::move(accounts));
}

std::vector<Account> list_accounts(const std::filesystem::path& library) {
  const std::filesystem::path file = accounts_file(library);
  std::error_code ec;
  if (!std::filesystem::exists(file, ec)) {
    return {};
  }
  return parse_accounts(read_file(file, kMostAccounts), file.string());
}

void remove_account(const std::filesystem::path& library, const std::string& name) {
  std::vector<Account> accounts = list_accounts(library);
  accounts.erase(require_account(accounts, name));
  store_accounts(library, std::move(accounts));
}

void set_password(const std::filesystem::path& library, const std::string& name,
                  const std::string& password) {
  require_password(password);
  std::vector<Account> accounts = list_accounts(library);
  require_account(accounts, name)->hash = hash_secret(password);
  store_accounts(library, std::move(accounts));
}

std::string accounts_json(const std::vector<Account>& accounts) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Account& account : accounts) {
    list.push_back({{"name", account.name}, {"reader", account.reader}});
  }
  return nlohmann::ordered_json{{"accounts", list}}.dump();
}

bool WatchedFile::has_changed() {
  struct stat found {};
  const std::string now = path_.empty() || ::stat(path_.c_str(), &found) != 0
                              ? std::string("none")
                              : fmt::format("{} {} {}.{}", found.st_ino, found.st_size,
                                            found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
  return std::exchange(stamp_, now) != now;
}

std::string WatchedFile::read() const {
  return stamp_ == "none" ? std::string() : read_file(path_, kMostAccounts);
}

void Accounts::look() {
  if (!file_.has_changed()) {
    return;
  }
  known_.clear();
  for (Account& account : parse_accounts(file_.read(), "accounts")) {
    known_.insert_or_assign(account.name, std::move(account));
  }
}

std::optional<Account> Accounts::find(const std::string& name) {
  const std::lock_guard lock(mutex_);
  look();
  const auto found = known_.find(name);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

bool Accounts::any() {
  const std::lock_guard lock(mutex_);
  look();
  return !known_.empty();
}

}  // namespace assay::serve
