#include "source/git_library.h"

#include "base/shared_library.h"

namespace assay::source {
namespace {

GitLibrary load() {
  const SharedLibrary library("libgit2.so." LIBGIT2_SOVERSION, "libgit2, which reads repositories,",
                              "install libgit2 " LIBGIT2_SOVERSION
                              " (Debian: libgit2-" LIBGIT2_SOVERSION ")");
  GitLibrary git;
  library.find("git_blob_free", git.blob_free);
  library.find("git_blob_lookup", git.blob_lookup);
  library.find("git_blob_rawcontent", git.blob_rawcontent);
  library.find("git_blob_rawsize", git.blob_rawsize);
  library.find("git_commit_author", git.commit_author);
  library.find("git_commit_free", git.commit_free);
  library.find("git_commit_lookup", git.commit_lookup);
  library.find("git_commit_message", git.commit_message);
  library.find("git_commit_time", git.commit_time);
  library.find("git_commit_tree", git.commit_tree);
  library.find("git_config_free", git.config_free);
  library.find("git_config_get_string", git.config_get_string);
  library.find("git_credential_ssh_key_from_agent", git.credential_ssh_key_from_agent);
  library.find("git_error_last", git.error_last);
  library.find("git_fetch_options_init", git.fetch_options_init);
  library.find("git_libgit2_opts", git.libgit2_opts);
  library.find("git_object_free", git.object_free);
  library.find("git_object_id", git.object_id);
  library.find("git_object_lookup", git.object_lookup);
  library.find("git_object_peel", git.object_peel);
  library.find("git_object_type", git.object_type);
  library.find("git_odb_free", git.odb_free);
  library.find("git_odb_read_header", git.odb_read_header);
  library.find("git_oid_fromstr", git.oid_fromstr);
  library.find("git_oid_tostr", git.oid_tostr);
  library.find("git_reference_free", git.reference_free);
  library.find("git_reference_name_to_id", git.reference_name_to_id);
  library.find("git_remote_create_anonymous", git.remote_create_anonymous);
  library.find("git_remote_fetch", git.remote_fetch);
  library.find("git_remote_free", git.remote_free);
  library.find("git_repository_config_snapshot", git.repository_config_snapshot);
  library.find("git_repository_free", git.repository_free);
  library.find("git_repository_init", git.repository_init);
  library.find("git_repository_odb", git.repository_odb);
  library.find("git_repository_open_bare", git.repository_open_bare);
  library.find("git_repository_open_ext", git.repository_open_ext);
  library.find("git_revwalk_free", git.revwalk_free);
  library.find("git_revwalk_hide", git.revwalk_hide);
  library.find("git_revwalk_new", git.revwalk_new);
  library.find("git_revwalk_next", git.revwalk_next);
  library.find("git_revwalk_push", git.revwalk_push);
  library.find("git_tag_foreach", git.tag_foreach);
  library.find("git_tag_message", git.tag_message);
  library.find("git_tag_tagger", git.tag_tagger);
  library.find("git_tree_entry_byindex", git.tree_entry_byindex);
  library.find("git_tree_entry_bypath", git.tree_entry_bypath);
  library.find("git_tree_entry_free", git.tree_entry_free);
  library.find("git_tree_entry_id", git.tree_entry_id);
  library.find("git_tree_entry_name", git.tree_entry_name);
  library.find("git_tree_entry_type", git.tree_entry_type);
  library.find("git_tree_entrycount", git.tree_entrycount);
  library.find("git_tree_free", git.tree_free);
  library.find("git_tree_walk", git.tree_walk);
  decltype(&::git_libgit2_init) start = nullptr;
  library.find("git_libgit2_init", start);
  if (start() < 0) {
    library.fail("cannot start");
  }
  // Only objects and references are read; whose files they are decides nothing.
  git.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  return git;
}

}  // namespace

const GitLibrary& libgit2() {
  static const GitLibrary library = load();
  return library;
}

}  // namespace assay::source
