// An action record as text: JSON with a schema number and a digest of the rest.
#pragma once

#include <string>
#include <string_view>

#include "harness/store/store.hpp"

namespace xner::store {

inline constexpr int kRecordSchema = 1;

/// {"schema", "key", "files": [{"path", "sha256", "size"}], "dropped": [path], "facts", "digest"}.
/// @throws Error{kData} above kMaxRecordBytes, or if a path is not UTF-8.
[[nodiscard]] std::string record_text(const Action& action);

/// The other way; trusts nothing: digest, key, and paths that stay below their folder.
/// @throws Error{kData} saying what is wrong; Error{kUsage} for a sound record of a newer schema.
[[nodiscard]] Action read_record(std::string_view text, const std::string& key,
                                 const std::string& place);

/// The file of a path that is `path` or lies below it; "" is above all.
[[nodiscard]] bool is_below(std::string_view file, std::string_view path) noexcept;

}  // namespace xner::store
