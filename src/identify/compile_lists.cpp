/// Makes the word lists' tables when assay is built: assay_compile_lists DATA_FOLDER OUT_FOLDER
/// writes lexicon.tables, taxonomy.tables and claims.tables. What is wrong in a list is told as
/// compilers do, FILE:LINE first.

#include "base/error.h"
#include "base/files.h"
#include "identify/compiled_internal.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace assay::identify {
namespace {

void compile_lists(const std::filesystem::path& data, const std::filesystem::path& out) {
  const std::string lexicon = read_file(data / "lexicon.toml");
  const std::string taxonomy = read_file(data / "taxonomy.toml");
  write_file_atomically(
      out / "lexicon.tables",
      compile(read_lexicon(lexicon, taxonomy, read_file(data / "organisations.txt"))));
  write_file_atomically(out / "taxonomy.tables", compile(read_taxonomy_tables(lexicon, taxonomy)));
  write_file_atomically(out / "claims.tables",
                        compile(read_terms(read_file(data / "claims.toml"),
                                           read_file(data / "datasets.txt"), lexicon)));
}

}  // namespace
}  // namespace assay::identify

int main(int count, char** arguments) {
  if (count != 3) {
    static_cast<void>(std::fputs("usage: assay_compile_lists DATA_FOLDER OUT_FOLDER\n", stderr));
    return EXIT_FAILURE;
  }
  const std::filesystem::path data = arguments[1];
  try {
    assay::identify::compile_lists(data, arguments[2]);
  } catch (const assay::Error& error) {
    const std::string place =
        error.code() == assay::Errc::kInvalid ? (data / error.where()).string() : error.where();
    static_cast<void>(
        std::fprintf(stderr, "%s: error: %s\n", place.c_str(), error.message().c_str()));
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
