#pragma once
/// libgit2, loaded when a repository is read for the first time: it brings a dozen libraries that
/// no other command needs. A call is written libgit2().odb_free() for git_odb_free(). Private to
/// the room. Threads: internally locked; the library stays loaded to the end.

#include <git2.h>

namespace assay::source {

/// The functions of libgit2 that the room calls, under their names less "git_".
struct GitLibrary {
  decltype(&::git_blob_free) blob_free = nullptr;
  decltype(&::git_blob_lookup) blob_lookup = nullptr;
  decltype(&::git_blob_rawcontent) blob_rawcontent = nullptr;
  decltype(&::git_blob_rawsize) blob_rawsize = nullptr;
  decltype(&::git_commit_author) commit_author = nullptr;
  decltype(&::git_commit_free) commit_free = nullptr;
  decltype(&::git_commit_lookup) commit_lookup = nullptr;
  decltype(&::git_commit_message) commit_message = nullptr;
  decltype(&::git_commit_time) commit_time = nullptr;
  decltype(&::git_commit_tree) commit_tree = nullptr;
  decltype(&::git_config_free) config_free = nullptr;
  decltype(&::git_config_get_string) config_get_string = nullptr;
  decltype(&::git_credential_ssh_key_from_agent) credential_ssh_key_from_agent = nullptr;
  decltype(&::git_error_last) error_last = nullptr;
  decltype(&::git_fetch_options_init) fetch_options_init = nullptr;
  decltype(&::git_libgit2_opts) libgit2_opts = nullptr;
  decltype(&::git_object_free) object_free = nullptr;
  decltype(&::git_object_id) object_id = nullptr;
  decltype(&::git_object_lookup) object_lookup = nullptr;
  decltype(&::git_object_peel) object_peel = nullptr;
  decltype(&::git_object_type) object_type = nullptr;
  decltype(&::git_odb_free) odb_free = nullptr;
  decltype(&::git_odb_read_header) odb_read_header = nullptr;
  decltype(&::git_oid_fromstr) oid_fromstr = nullptr;
  decltype(&::git_oid_tostr) oid_tostr = nullptr;
  decltype(&::git_reference_free) reference_free = nullptr;
  decltype(&::git_reference_name_to_id) reference_name_to_id = nullptr;
  decltype(&::git_remote_create_anonymous) remote_create_anonymous = nullptr;
  decltype(&::git_remote_fetch) remote_fetch = nullptr;
  decltype(&::git_remote_free) remote_free = nullptr;
  decltype(&::git_repository_config_snapshot) repository_config_snapshot = nullptr;
  decltype(&::git_repository_free) repository_free = nullptr;
  decltype(&::git_repository_init) repository_init = nullptr;
  decltype(&::git_repository_odb) repository_odb = nullptr;
  decltype(&::git_repository_open_bare) repository_open_bare = nullptr;
  decltype(&::git_repository_open_ext) repository_open_ext = nullptr;
  decltype(&::git_revwalk_free) revwalk_free = nullptr;
  decltype(&::git_revwalk_hide) revwalk_hide = nullptr;
  decltype(&::git_revwalk_new) revwalk_new = nullptr;
  decltype(&::git_revwalk_next) revwalk_next = nullptr;
  decltype(&::git_revwalk_push) revwalk_push = nullptr;
  decltype(&::git_tag_foreach) tag_foreach = nullptr;
  decltype(&::git_tag_message) tag_message = nullptr;
  decltype(&::git_tag_tagger) tag_tagger = nullptr;
  decltype(&::git_tree_entry_byindex) tree_entry_byindex = nullptr;
  decltype(&::git_tree_entry_bypath) tree_entry_bypath = nullptr;
  decltype(&::git_tree_entry_free) tree_entry_free = nullptr;
  decltype(&::git_tree_entry_id) tree_entry_id = nullptr;
  decltype(&::git_tree_entry_name) tree_entry_name = nullptr;
  decltype(&::git_tree_entry_type) tree_entry_type = nullptr;
  decltype(&::git_tree_entrycount) tree_entrycount = nullptr;
  decltype(&::git_tree_free) tree_free = nullptr;
  decltype(&::git_tree_walk) tree_walk = nullptr;
};

/// The library, initialised. Throws kIo where there is no libgit2 of the version that assay was
/// built with; the next call tries again.
const GitLibrary& libgit2();

}  // namespace assay::source
