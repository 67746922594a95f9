// SHA-256 (OpenSSL): stage keys, content digests, build ids.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace xner {

/// Lower-case hexadecimal SHA-256 of a byte string.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// SHA-256 of a file, read in blocks. @throws Error{kIo}.
[[nodiscard]] std::string sha256_file(const std::filesystem::path& path);

/// One digest for all files of a folder: names and contents, independent of listing order.
[[nodiscard]] std::string sha256_folder(const std::filesystem::path& folder);

}  // namespace xner
