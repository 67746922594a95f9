// See elf_notes.hpp.
#include "harness/sdk/elf_notes.hpp"

#include <cstring>
#include <string_view>

#include <elf.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/limits.hpp"

namespace xner::sdk {
namespace {

/// A file's bytes; every access is checked against its end.
class Image {
 public:
  Image(std::string_view bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}

  template <class Struct>
  [[nodiscard]] Struct read(std::uint64_t offset, const char* what) const {
    Struct value;
    std::memcpy(&value, part(offset, sizeof(Struct), what).data(), sizeof(Struct));
    return value;
  }

  [[nodiscard]] std::string_view part(std::uint64_t offset, std::uint64_t size,
                                      const char* what) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset)
      fail(fmt::format("expected {} of {} bytes at byte {}, found the file's end at {}: it was cut",
                       what, size, offset, bytes_.size()));
    return bytes_.substr(offset, size);
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorKind::kPlugin, message, Place{file_}, "build or copy the plugin again");
  }

 private:
  std::string_view bytes_;
  std::string file_;
};

constexpr std::uint64_t padded(std::uint64_t size) { return (size + 3) / 4 * 4; }

/// Notes of one segment: sizes, type, then owner and description, each padded to 4 bytes.
void append_notes(const Image& image, const Elf64_Phdr& segment, std::vector<ElfNote>& notes) {
  const std::string_view bytes = image.part(segment.p_offset, segment.p_filesz, "a note segment");
  std::uint64_t at = 0;
  while (bytes.size() - at >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr header;
    std::memcpy(&header, bytes.data() + at, sizeof(header));
    at += sizeof(header);
    const std::uint64_t wanted = padded(header.n_namesz) + padded(header.n_descsz);
    // The last description may lack its padding.
    if (padded(header.n_namesz) + header.n_descsz > bytes.size() - at)
      image.fail("expected whole notes, found a cut one");
    std::string_view owner = bytes.substr(at, header.n_namesz);
    owner = owner.substr(0, owner.find('\0'));
    notes.push_back({std::string(owner), header.n_type,
                     std::string(bytes.substr(at + padded(header.n_namesz), header.n_descsz))});
    at = std::min<std::uint64_t>(at + wanted, bytes.size());
  }
}

}  // namespace

std::vector<ElfNote> read_elf_notes(const std::filesystem::path& file) {
  return parse_elf_notes(read_file(file, kMaxPluginBytes), file.string());
}

std::vector<ElfNote> parse_elf_notes(std::string_view bytes, const std::string& file) {
  const Image image(bytes, file);
  if (bytes.compare(0, SELFMAG, ELFMAG) != 0)
    image.fail("expected a shared library (ELF), found another kind of file");
  const auto header = image.read<Elf64_Ehdr>(0, "the ELF header");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB)
    image.fail("expected a 64-bit little-endian ELF file, found another");
  if (header.e_type != ET_DYN)
    image.fail(fmt::format("expected a shared library (ELF type 3), found type {}", header.e_type));
  if (header.e_phentsize != sizeof(Elf64_Phdr))
    image.fail(fmt::format("expected program headers of {} bytes, found {}", sizeof(Elf64_Phdr),
                           header.e_phentsize));
  if (header.e_shoff != 0)
    (void)image.part(header.e_shoff, std::uint64_t{header.e_shnum} * header.e_shentsize,
                     "the section table");

  // The whole table first: an offset near 2^64 would wrap around to the file's beginning.
  const std::string_view table = image.part(
      header.e_phoff, std::uint64_t{header.e_phnum} * sizeof(Elf64_Phdr), "the program headers");
  std::vector<ElfNote> notes;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, table.data() + i * sizeof(segment), sizeof(segment));
    if (segment.p_type == PT_LOAD)
      (void)image.part(segment.p_offset, segment.p_filesz, "a loadable segment");
    if (segment.p_type == PT_NOTE) append_notes(image, segment, notes);
  }
  return notes;
}

}  // namespace xner::sdk
