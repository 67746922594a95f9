// The one writer of a store: a file that is written under a name in tmp/ and appears under its own
// as a whole, or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "harness/base/descriptor.hpp"
#include "harness/base/sha256.hpp"
#include "harness/store/layout.hpp"

namespace xner::store {

/// In order: write, digest, seal, publish or replace. The name in tmp/ goes at the end of its life.
/// Every function: @throws Error{kIo}; after that the file is written again from the start or not
/// at all (pages of a failed fsync may be lost already).
class PendingFile {
 public:
  explicit PendingFile(const Layout& layout);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  void write(std::string_view bytes);

  /// The SHA-256 of what was written; once, after the last bytes.
  [[nodiscard]] std::string digest() { return hash_.hex(); }

  /// To the disk: fsync, size, close.
  void seal();

  /// Under its own name, if nobody has it. Does not sync the shard.
  /// @returns false if the name is taken.
  bool publish(const std::filesystem::path& path);

  /// Under its own name, whoever had it.
  void replace(const std::filesystem::path& path);

  [[nodiscard]] std::int64_t size() const noexcept { return size_; }
  /// When it was created, or last written, by the filesystem's clock.
  [[nodiscard]] Time modified() const;
  /// For a claim: the open file, which is then neither hashed nor synced.
  [[nodiscard]] Descriptor take_descriptor() { return std::move(descriptor_); }

 private:
  void remove();

  std::filesystem::path name_;
  Descriptor descriptor_;
  Sha256 hash_;
  std::int64_t size_ = 0;
  bool there_ = false;
};

/// Makes what was linked into shards last. @throws Error{kIo}.
void sync_shards(const std::set<std::filesystem::path>& shards);

}  // namespace xner::store
