#pragma once
/// Libraries that are loaded when they are needed for the first time. Threads:
/// as their users, who serialise the loading by a static local.

#include <string>

namespace assay {

/// A library of the system that stays loaded to the end.
class SharedLibrary {
 public:
  /// `what`: for messages, "libcurl, which fetches,"; `advice`: what to install. Throws kIo where
  /// it is not there.
  SharedLibrary(const char* file, std::string what, std::string advice);

  /// Sets `function` to the one of that name. Throws kIo where the library lacks it.
  template <typename Function>
  void find(const char* name, Function& function) const {
    function = reinterpret_cast<Function>(address_of(name));
  }
  /// Throws kIo with the library's name: it "cannot start".
  [[noreturn]] void fail(const std::string& how) const;

 private:
  [[nodiscard]] void* address_of(const char* name) const;

  const char* file_;
  std::string what_;
  std::string advice_;
  void* library_;
};

}  // namespace assay
