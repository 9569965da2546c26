#include "cli/arguments.h"
#include "source/git_fetch.h"

#include <cstdio>
#include <exception>
#include <new>

namespace {

int report(const assay::Error& error, bool json) {
  if (json) {
    std::printf("%s\n", assay::cli::error_json(error).c_str());
  }
  // With --json too: a person who watches the terminal sees why.
  std::fprintf(stderr, "assay: %s\n", error.what());
  return assay::errc_exit_status(error.code());
}

}  // namespace

int main(int argc, char** argv) {
  assay::source::serve_git_fetch(argc, argv);
  assay::cli::end_on_signals();
  const bool json = assay::cli::wants_json(argc, argv);
  try {
    assay::cli::Context context;
    if (!assay::cli::parse_arguments(argc, argv, context)) {
      return 0;
    }
    return context.run();
  } catch (const assay::Error& error) {
    return report(error, json);
  } catch (const std::bad_alloc&) {
    return report(
        {assay::Errc::kLimit, "out of memory", "", "close other programs and run it again"}, json);
  } catch (const std::exception& error) {
    return report({assay::Errc::kInternal, error.what(), "", "please report this"}, json);
  }
}
