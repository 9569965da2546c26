#include "base/shared_library.h"

#include "base/error.h"

#include <dlfcn.h>

#include <utility>

namespace assay {

SharedLibrary::SharedLibrary(const char* file, std::string what, std::string advice)
    : file_(file),
      what_(std::move(what)),
      advice_(std::move(advice)),
      library_(dlopen(file, RTLD_NOW | RTLD_LOCAL)) {
  if (library_ == nullptr) {
    fail("cannot be loaded");
  }
}

void SharedLibrary::fail(const std::string& how) const {
  // Loading is serialised, and nothing else in assay loads libraries.
  const char* why = dlerror();  // NOLINT(concurrency-mt-unsafe): per thread in glibc
  throw Error(Errc::kIo, what_ + " " + how, why == nullptr ? file_ : why, advice_);
}

void* SharedLibrary::address_of(const char* name) const {
  void* const address = dlsym(library_, name);
  if (address == nullptr) {
    fail("lacks a function");
  }
  return address;
}

}  // namespace assay
