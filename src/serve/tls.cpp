#include "serve/tls.h"

#include "base/error.h"

#include <boost/asio/ssl/context.hpp>

#include <string>

namespace assay::serve {
namespace {

namespace ssl = boost::asio::ssl;

void require(const boost::system::error_code& ec, const char* what,
             const std::filesystem::path& file) {
  if (ec) {
    throw Error(Errc::kInvalid, std::string(what) + ": " + ec.message(), file.string(),
                "give a file in PEM that this user may read; a key without a password");
  }
}

}  // namespace

std::shared_ptr<ssl::context> load_tls(const std::filesystem::path& certificate,
                                       const std::filesystem::path& key) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                       ssl::context::no_compression);
  SSL_CTX* const handle = context->native_handle();
  SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
  SSL_CTX_set_options(handle, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_cipher_list(handle, "ECDHE+AESGCM:ECDHE+CHACHA20");
  boost::system::error_code ec;
  // A key with a password is refused rather than asked about on a terminal.
  context->set_password_callback(
      [](std::size_t, ssl::context::password_purpose) { return std::string(); }, ec);
  context->use_certificate_chain_file(certificate.string(), ec);
  require(ec, "cannot use this certificate", certificate);
  context->use_private_key_file(key.string(), ssl::context::pem, ec);
  require(ec, "cannot use this key", key);
  if (SSL_CTX_check_private_key(handle) != 1) {
    throw Error(Errc::kInvalid, "the key is not that of the certificate", key.string(),
                "give the two that were made together");
  }
  return context;
}

}  // namespace assay::serve
