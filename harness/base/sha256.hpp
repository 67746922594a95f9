// SHA-256 of bytes as they come; whole strings and files: hash.hpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace xner {

class Sha256 {
 public:
  /// @throws Error{kInternal} if OpenSSL has none.
  Sha256();
  void add(std::string_view bytes);
  /// Lower-case hexadecimal; once, after the last bytes.
  [[nodiscard]] std::string hex();

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

}  // namespace xner
