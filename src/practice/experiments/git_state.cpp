#include "practice/experiments/git_state.h"

#include "base/error.h"
#include "base/shared_library.h"
#include "practice/experiments/machine.h"

#include <git2.h>

#include <array>
#include <functional>
#include <memory>

namespace assay::practice {
namespace {

constexpr std::size_t kMostUntracked = 100;

/// The functions of libgit2 that are called here, under their names less "git_".
struct Git {
  decltype(&::git_commit_free) commit_free = nullptr;
  decltype(&::git_commit_lookup) commit_lookup = nullptr;
  decltype(&::git_commit_tree) commit_tree = nullptr;
  decltype(&::git_config_free) config_free = nullptr;
  decltype(&::git_config_get_string) config_get_string = nullptr;
  decltype(&::git_diff_free) diff_free = nullptr;
  decltype(&::git_diff_get_delta) diff_get_delta = nullptr;
  decltype(&::git_diff_num_deltas) diff_num_deltas = nullptr;
  decltype(&::git_diff_options_init) diff_options_init = nullptr;
  decltype(&::git_diff_print) diff_print = nullptr;
  decltype(&::git_diff_tree_to_workdir_with_index) diff_tree_to_workdir_with_index = nullptr;
  decltype(&::git_error_last) error_last = nullptr;
  decltype(&::git_libgit2_opts) libgit2_opts = nullptr;
  decltype(&::git_oid_tostr) oid_tostr = nullptr;
  decltype(&::git_reference_free) reference_free = nullptr;
  decltype(&::git_reference_name_to_id) reference_name_to_id = nullptr;
  decltype(&::git_reference_shorthand) reference_shorthand = nullptr;
  decltype(&::git_repository_config_snapshot) repository_config_snapshot = nullptr;
  decltype(&::git_repository_free) repository_free = nullptr;
  decltype(&::git_repository_head) repository_head = nullptr;
  decltype(&::git_repository_head_detached) repository_head_detached = nullptr;
  decltype(&::git_repository_is_bare) repository_is_bare = nullptr;
  decltype(&::git_repository_open_ext) repository_open_ext = nullptr;
  decltype(&::git_tree_free) tree_free = nullptr;
};

Git load() {
  const SharedLibrary library("libgit2.so." LIBGIT2_SOVERSION, "libgit2, which reads repositories,",
                              "install libgit2 " LIBGIT2_SOVERSION);
  Git git;
  library.find("git_commit_free", git.commit_free);
  library.find("git_commit_lookup", git.commit_lookup);
  library.find("git_commit_tree", git.commit_tree);
  library.find("git_config_free", git.config_free);
  library.find("git_config_get_string", git.config_get_string);
  library.find("git_diff_free", git.diff_free);
  library.find("git_diff_get_delta", git.diff_get_delta);
  library.find("git_diff_num_deltas", git.diff_num_deltas);
  library.find("git_diff_options_init", git.diff_options_init);
  library.find("git_diff_print", git.diff_print);
  library.find("git_diff_tree_to_workdir_with_index", git.diff_tree_to_workdir_with_index);
  library.find("git_error_last", git.error_last);
  library.find("git_libgit2_opts", git.libgit2_opts);
  library.find("git_oid_tostr", git.oid_tostr);
  library.find("git_reference_free", git.reference_free);
  library.find("git_reference_name_to_id", git.reference_name_to_id);
  library.find("git_reference_shorthand", git.reference_shorthand);
  library.find("git_repository_config_snapshot", git.repository_config_snapshot);
  library.find("git_repository_free", git.repository_free);
  library.find("git_repository_head", git.repository_head);
  library.find("git_repository_head_detached", git.repository_head_detached);
  library.find("git_repository_is_bare", git.repository_is_bare);
  library.find("git_repository_open_ext", git.repository_open_ext);
  library.find("git_tree_free", git.tree_free);
  decltype(&::git_libgit2_init) start = nullptr;
  library.find("git_libgit2_init", start);
  if (start() < 0) {
    library.fail("cannot start");
  }
  // The reader's own tree is read, and nothing of it is run.
  git.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  return git;
}

const Git& libgit2() {
  static const Git git = load();
  return git;
}

template <typename T, typename Free>
std::unique_ptr<T, Free> owned(T* object, Free release) {
  return {object, release};
}

std::string last_trouble(const char* doing) {
  const git_error* error = libgit2().error_last();
  return std::string(doing) + (error != nullptr && error->message != nullptr
                                   ? std::string(": ") + error->message
                                   : std::string());
}

struct Patch {
  std::string text;
  std::size_t most = 0;
  bool cut = false;
};

int add_line(const git_diff_delta* delta, const git_diff_hunk* hunk, const git_diff_line* line,
             void* payload) {
  static_cast<void>(delta);
  static_cast<void>(hunk);
  Patch& patch = *static_cast<Patch*>(payload);
  if (patch.text.size() + line->content_len + 1 > patch.most) {
    patch.cut = true;
    return 1;
  }
  if (line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
      line->origin == GIT_DIFF_LINE_DELETION) {
    patch.text += line->origin;
  }
  patch.text.append(line->content, line->content_len);
  return 0;
}

/// Tracked files that differ, and untracked ones. `tree`: null before the first commit.
void read_diff(git_repository* repository, git_tree* tree, std::size_t most, GitReading& out) {
  const Git& git = libgit2();
  git_diff_options options;
  git.diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_SHOW_BINARY;
  git_diff* raw = nullptr;
  if (git.diff_tree_to_workdir_with_index(&raw, repository, tree, &options) != 0) {
    out.state.trouble = last_trouble("the working tree cannot be compared");
    return;
  }
  const auto diff = owned(raw, git.diff_free);
  for (std::size_t i = 0; i < git.diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta* delta = git.diff_get_delta(diff.get(), i);
    if (delta->status != GIT_DELTA_UNTRACKED) {
      out.state.dirty = true;
    } else if (out.state.untracked.size() < kMostUntracked) {
      out.state.untracked.emplace_back(delta->new_file.path);
    }
  }
  if (out.state.dirty) {
    Patch patch{{}, most, false};
    git.diff_print(diff.get(), GIT_DIFF_FORMAT_PATCH, add_line, &patch);
    out.patch = std::move(patch.text);
    if (patch.cut) {
      out.state.trouble = "the changes are larger than what is kept of them";
    }
  }
}

void read_head(git_repository* repository, std::size_t most, GitReading& out) {
  const Git& git = libgit2();
  git_reference* head = nullptr;
  if (git.repository_head(&head, repository) != 0) {
    out.state.trouble = "there is no commit yet";
    read_diff(repository, nullptr, most, out);
    return;
  }
  const auto reference = owned(head, git.reference_free);
  if (git.repository_head_detached(repository) == 0) {
    out.state.branch = git.reference_shorthand(head);
  }
  git_oid id;
  git_commit* commit = nullptr;
  if (git.reference_name_to_id(&id, repository, "HEAD") != 0 ||
      git.commit_lookup(&commit, repository, &id) != 0) {
    out.state.trouble = last_trouble("the commit cannot be read");
    return;
  }
  const auto held = owned(commit, git.commit_free);
  std::array<char, GIT_OID_HEXSZ + 1> hex{};
  out.state.commit = git.oid_tostr(hex.data(), hex.size(), &id);
  git_tree* tree = nullptr;
  if (git.commit_tree(&tree, commit) != 0) {
    out.state.trouble = last_trouble("the commit's files cannot be read");
    return;
  }
  const auto files = owned(tree, git.tree_free);
  read_diff(repository, tree, most, out);
}

}  // namespace

GitReading read_git_state(const std::filesystem::path& folder, std::size_t most_patch) {
  GitReading out;
  // Most folders lie in no repository, and then the library need not be loaded.
  std::error_code ignored;
  bool found = false;
  for (std::filesystem::path at = std::filesystem::absolute(folder, ignored);
       !found && at.has_relative_path(); at = at.parent_path()) {
    found = std::filesystem::exists(at / ".git", ignored);
  }
  if (!found) {
    return out;
  }
  try {
    const Git& git = libgit2();
    git_repository* raw = nullptr;
    if (git.repository_open_ext(&raw, folder.c_str(), 0, nullptr) != 0) {
      out.state.trouble = last_trouble("the repository cannot be opened");
      return out;
    }
    const auto repository = owned(raw, git.repository_free);
    // Not by git_remote_lookup: its look for url.*.insteadOf leaks memory in libgit2 1.5.
    git_config* config = nullptr;
    if (git.repository_config_snapshot(&config, raw) == 0) {
      const auto held = owned(config, git.config_free);
      const char* url = nullptr;
      if (git.config_get_string(&url, config, "remote.origin.url") == 0) {
        out.state.remote = without_user(url);
      }
    }
    if (git.repository_is_bare(raw) == 0) {
      read_head(raw, most_patch, out);
    }
  } catch (const Error& error) {
    out.state.trouble = error.message();
  }
  return out;
}

}  // namespace assay::practice
