// The notes of an ELF file, read from its bytes without loading it. Any damaged file gives an
// Error, never a crash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace xner::sdk {

struct ElfNote {
  std::string owner;  ///< "XNER", "GNU", ...
  std::uint32_t type = 0;
  std::string description;  ///< bytes
};

/// All notes of the program header's PT_NOTE segments, in file order. 64-bit little-endian files
/// only. Also checks that every loadable segment and the section table lie within the file: a file
/// that was cut would otherwise end the process with SIGBUS inside dlopen.
/// @throws Error{kPlugin} if this is not such a file or it is cut; Error{kIo} if it cannot be read.
[[nodiscard]] std::vector<ElfNote> read_elf_notes(const std::filesystem::path& file);

/// The same from the bytes of a file; `file` names it in messages.
[[nodiscard]] std::vector<ElfNote> parse_elf_notes(std::string_view bytes, const std::string& file);

}  // namespace xner::sdk
