#pragma once
/// What TLS is spoken with. Threads: pure function.

#include <filesystem>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace assay::serve {

/// TLS 1.2 and 1.3 with forward secrecy, by files in PEM: the certificate with those between it and
/// its root, and its key without a password. Throws kInvalid naming the file that cannot be used,
/// or both that do not belong together.
std::shared_ptr<boost::asio::ssl::context> load_tls(const std::filesystem::path& certificate,
                                                    const std::filesystem::path& key);

}  // namespace assay::serve
