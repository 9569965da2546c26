#include "source/git_repository.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "source/git_error.h"
#include "source/git_library.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace assay::source {
namespace {

template <typename Thing, void (*GitLibrary::*kFree)(Thing*)>
struct Freed {
  void operator()(Thing* thing) const noexcept { (libgit2().*kFree)(thing); }
};
template <typename Thing, void (*GitLibrary::*kFree)(Thing*)>
using Owned = std::unique_ptr<Thing, Freed<Thing, kFree>>;

using Repository = Owned<git_repository, &GitLibrary::repository_free>;
using Config = Owned<git_config, &GitLibrary::config_free>;
using Reference = Owned<git_reference, &GitLibrary::reference_free>;
using Object = Owned<git_object, &GitLibrary::object_free>;
using Commit = Owned<git_commit, &GitLibrary::commit_free>;
using Tree = Owned<git_tree, &GitLibrary::tree_free>;
using Entry = Owned<git_tree_entry, &GitLibrary::tree_entry_free>;
using Blob = Owned<git_blob, &GitLibrary::blob_free>;
using Odb = Owned<git_odb, &GitLibrary::odb_free>;
using RevisionWalk = Owned<git_revwalk, &GitLibrary::revwalk_free>;

std::string hex(const git_oid& id) {
  std::array<char, GIT_OID_HEXSZ + 1> text{};
  libgit2().oid_tostr(text.data(), text.size(), &id);
  return text.data();
}

std::string text_or_nothing(const char* text) {
  return text == nullptr ? std::string() : repair_utf8(text);
}

}  // namespace

struct GitRepository::Impl {
  Repository repository;
  std::string where;
  bool mirrored = false;

  [[nodiscard]] git_oid id_of(const std::string& commit) const {
    git_oid id{};
    check_git(libgit2().oid_fromstr(&id, commit.c_str()), "no id of a commit", where);
    return id;
  }
  [[nodiscard]] Tree tree_of(const std::string& commit) const {
    const git_oid id = id_of(commit);
    git_commit* found = nullptr;
    check_git(libgit2().commit_lookup(&found, repository.get(), &id), "a commit is missing", where);
    const Commit owner(found);
    git_tree* tree = nullptr;
    check_git(libgit2().commit_tree(&tree, found), "the tree of a commit is missing", where);
    return Tree(tree);
  }
};

GitRepository::GitRepository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GitRepository::GitRepository(GitRepository&&) noexcept = default;
GitRepository& GitRepository::operator=(GitRepository&&) noexcept = default;
GitRepository::~GitRepository() = default;

GitRepository GitRepository::open(const std::filesystem::path& folder) {
  git_repository* opened = nullptr;
  check_git(libgit2().repository_open_ext(&opened, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH,
                                          nullptr),
            "no git repository can be read there", folder.string());
  auto impl = std::make_unique<Impl>();
  impl->repository.reset(opened);
  impl->where = folder.string();
  return GitRepository(std::move(impl));
}

GitRepository GitRepository::mirror(const GitFetch& fetch) {
  make_folders(fetch.folder.parent_path());
  const std::filesystem::path lock = fetch.folder.string() + ".lock";
  const std::optional<FileLock> held = FileLock::try_acquire(lock);
  if (!held) {
    throw Error(Errc::kLocked, "another assay is fetching this repository", fetch.url,
                "try again later");
  }
  fetch_apart(fetch);
  GitRepository repository = open(fetch.folder);
  repository.impl_->where = fetch.url;
  repository.impl_->mirrored = true;
  return repository;
}

std::string GitRepository::head() const {
  git_oid id{};
  const char* name = impl_->mirrored ? kMirroredHead : "HEAD";
  return libgit2().reference_name_to_id(&id, impl_->repository.get(), name) < 0 ? std::string()
                                                                                : hex(id);
}

std::string GitRepository::origin() const {
  git_config* found = nullptr;
  if (libgit2().repository_config_snapshot(&found, impl_->repository.get()) < 0) {
    return {};
  }
  const Config config(found);
  const char* address = nullptr;
  return libgit2().config_get_string(&address, found, "remote.origin.url") < 0
             ? std::string()
             : text_or_nothing(address);
}

namespace {

/// The tag behind a reference; nullopt when it leads to no commit.
std::optional<GitTag> read_tag(git_repository* repository, const char* name, const git_oid& id) {
  constexpr std::string_view kFolder = "refs/tags/";
  git_object* found = nullptr;
  if (libgit2().object_lookup(&found, repository, &id, GIT_OBJECT_ANY) < 0) {
    return std::nullopt;
  }
  const Object object(found);
  git_object* behind = nullptr;
  if (libgit2().object_peel(&behind, found, GIT_OBJECT_COMMIT) < 0) {
    return std::nullopt;
  }
  const Object peeled(behind);
  GitTag tag;
  tag.name = repair_utf8(std::string_view(name).substr(kFolder.size()));
  tag.object = hex(id);
  tag.commit = hex(*libgit2().object_id(behind));
  const auto* commit = reinterpret_cast<const git_commit*>(behind);
  tag.time = libgit2().commit_time(commit);
  if (libgit2().object_type(found) == GIT_OBJECT_TAG) {
    const auto* annotated = reinterpret_cast<const git_tag*>(found);
    tag.annotated = true;
    tag.message = text_or_nothing(libgit2().tag_message(annotated));
    if (const git_signature* tagger = libgit2().tag_tagger(annotated)) {
      tag.tagger = text_or_nothing(tagger->name);
      tag.time = tagger->when.time;
    }
  }
  return tag;
}

}  // namespace

std::vector<GitTag> GitRepository::tags() const {
  std::vector<GitTag> tags;
  struct Payload {
    git_repository* repository;
    std::vector<GitTag>* tags;
  } payload = {impl_->repository.get(), &tags};
  const auto each = [](const char* name, git_oid* id, void* data) {
    const auto* to = static_cast<Payload*>(data);
    if (std::optional<GitTag> tag = read_tag(to->repository, name, *id)) {
      to->tags->push_back(*std::move(tag));
    }
    return 0;
  };
  check_git(libgit2().tag_foreach(impl_->repository.get(), each, &payload),
            "the tags cannot be read", impl_->where);
  std::sort(tags.begin(), tags.end(), [](const GitTag& a, const GitTag& b) {
    return std::tie(a.time, a.name) < std::tie(b.time, b.name);
  });
  return tags;
}

std::vector<std::string> GitRepository::top_files(const std::string& commit) const {
  const Tree tree = impl_->tree_of(commit);
  std::vector<std::string> files;
  for (std::size_t i = 0; i < libgit2().tree_entrycount(tree.get()); ++i) {
    const git_tree_entry* entry = libgit2().tree_entry_byindex(tree.get(), i);
    if (libgit2().tree_entry_type(entry) == GIT_OBJECT_BLOB) {
      files.emplace_back(libgit2().tree_entry_name(entry));
    }
  }
  return files;
}

std::optional<std::string> GitRepository::file(const std::string& commit, const std::string& path,
                                               std::size_t most_bytes) const {
  const Tree tree = impl_->tree_of(commit);
  git_tree_entry* found = nullptr;
  if (libgit2().tree_entry_bypath(&found, tree.get(), path.c_str()) < 0) {
    return std::nullopt;
  }
  const Entry entry(found);
  git_blob* blob = nullptr;
  if (libgit2().tree_entry_type(found) != GIT_OBJECT_BLOB ||
      libgit2().blob_lookup(&blob, impl_->repository.get(), libgit2().tree_entry_id(found)) < 0) {
    return std::nullopt;
  }
  const Blob owner(blob);
  const git_object_size_t size = libgit2().blob_rawsize(blob);
  if (size > most_bytes) {
    return std::nullopt;
  }
  return std::string(static_cast<const char*>(libgit2().blob_rawcontent(blob)), size);
}

std::map<std::string, std::uint64_t> GitRepository::bytes_by_ending(
    const std::string& commit) const {
  constexpr std::size_t kLongestEnding = 8;
  constexpr std::size_t kMostFiles = 200'000;
  const Tree tree = impl_->tree_of(commit);
  git_odb* database = nullptr;
  check_git(libgit2().repository_odb(&database, impl_->repository.get()),
            "the objects cannot be read", impl_->where);
  const Odb owner(database);
  struct Payload {
    git_odb* database;
    std::size_t left;
    std::map<std::string, std::uint64_t> bytes;
  } payload = {database, kMostFiles, {}};
  const auto each = [](const char* /*root*/, const git_tree_entry* entry, void* data) {
    auto* to = static_cast<Payload*>(data);
    if (libgit2().tree_entry_type(entry) != GIT_OBJECT_BLOB) {
      return 0;
    }
    const std::string_view name = libgit2().tree_entry_name(entry);
    const std::size_t dot = name.rfind('.');
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (dot != std::string_view::npos && dot > 0 && name.size() - dot - 1 <= kLongestEnding &&
        libgit2().odb_read_header(&size, &type, to->database, libgit2().tree_entry_id(entry)) ==
            0) {
      to->bytes[ascii_lower(name.substr(dot + 1))] += size;
    }
    return --to->left == 0 ? -1 : 0;
  };
  static_cast<void>(libgit2().tree_walk(tree.get(), GIT_TREEWALK_PRE, each, &payload));
  return std::move(payload.bytes);
}

GitHistory GitRepository::history(const std::string& commit, std::uint64_t most,
                                  const std::function<void()>& each) const {
  GitHistory history;
  std::unordered_set<std::string> people;
  walk(commit, {}, [&](const GitCommit& one) {
    each();
    if (history.commits == most) {
      history.whole = false;
      return false;
    }
    ++history.commits;
    people.insert(one.mail.empty() ? one.author : one.mail);
    history.first = history.first == 0 ? one.time : std::min(history.first, one.time);
    history.last = std::max(history.last, one.time);
    return true;
  });
  history.people = people.size();
  return history;
}

void GitRepository::walk(const std::string& commit, const std::string& known,
                         const std::function<bool(const GitCommit&)>& take) const {
  git_revwalk* walker = nullptr;
  check_git(libgit2().revwalk_new(&walker, impl_->repository.get()), "no walk", impl_->where);
  const RevisionWalk owner(walker);
  const git_oid from = impl_->id_of(commit);
  check_git(libgit2().revwalk_push(walker, &from), "a commit is missing", impl_->where);
  if (!known.empty()) {
    const git_oid seen = impl_->id_of(known);
    static_cast<void>(libgit2().revwalk_hide(walker, &seen));  // rewritten history: all is new then
  }
  git_oid id{};
  while (libgit2().revwalk_next(&id, walker) == 0) {
    git_commit* found = nullptr;
    if (libgit2().commit_lookup(&found, impl_->repository.get(), &id) < 0) {
      continue;  // beyond the edge of a shallow clone
    }
    const Commit current(found);
    const git_signature* author = libgit2().commit_author(found);
    GitCommit one;
    one.id = hex(id);
    one.message = text_or_nothing(libgit2().commit_message(found));
    one.time = libgit2().commit_time(found);
    if (author != nullptr) {
      one.author = text_or_nothing(author->name);
      one.mail = ascii_lower(text_or_nothing(author->email));
    }
    if (!take(one)) {
      return;
    }
  }
}

}  // namespace assay::source
