// Reading and writing whole files. Every result of the project is written through `write_file`.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/descriptor.hpp"

namespace xner {

/// The bytes of a file; "-" reads standard input.
/// @throws Error{kIo} naming the path and the reason; Error{kData} if larger than `max_bytes`.
[[nodiscard]] std::string read_file(const std::filesystem::path& path,
                                    std::size_t max_bytes = std::size_t{1} << 32);

/// Replaces a file as a whole: temporary name in the same folder, written, fsynced, renamed, folder
/// fsynced. Missing parent folders are made. A kill at any moment leaves the old file or the new
/// one.
/// @throws Error{kIo} naming the path and the reason.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// Names of files that are not whole yet begin so, in their folder.
inline constexpr std::string_view kTemporaryPrefix = ".tmp-";

/// `write_file` piece by piece, for what is too large to be held twice. Until it is published, the
/// bytes are in a file named kTemporaryPrefix...; that goes with this object, but stays after a
/// kill. Every function: @throws Error{kIo} naming the path and the reason.
class FileWriter {
 public:
  explicit FileWriter(const std::filesystem::path& path);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void write(std::string_view bytes);
  /// Once, after the last bytes. @param name another one in the same folder, if it depends on the
  /// bytes.
  void publish(const std::string& name = "");

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;  // "" once published
  Descriptor descriptor_;
};

/// Makes a folder and those above it. @throws Error{kIo}.
void make_folders(const std::filesystem::path& folder);

/// Removes a file, or a folder with all it holds; nothing happens if there is none. @throws
/// Error{kIo}.
void remove_tree(const std::filesystem::path& path);

/// Makes what was renamed or removed in a folder last. @throws Error{kIo}.
void sync_folder(const std::filesystem::path& folder);

/// Appends one line (newline added) with a single write, for logs shared by repetitions.
/// @throws Error{kIo}.
void append_line(const std::filesystem::path& path, std::string_view line);

/// A fresh folder under `parent` that is removed, with all it holds, at the end of its life.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace xner
