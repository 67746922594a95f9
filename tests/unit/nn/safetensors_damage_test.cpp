// Every way in which a safetensors file can be damaged gives an error that names the file.
#include <cstring>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/safetensors.hpp"

namespace xner::nn {
namespace {

std::string length_field(std::uint64_t length) {
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes;
}

/// A file with this header and so many bytes of data.
std::string with_header(const std::string& header, std::size_t data) {
  return length_field(header.size()) + header + std::string(data, '\1');
}

/// One tensor, {"dtype": "F32", <the rest>}, with eight bytes of data.
std::string tensor(const std::string& rest) {
  return with_header(R"({"a":{"dtype":"F32",)" + rest + "}}", 8);
}

struct Damage {
  std::string name;
  std::string bytes;
  std::string message;
};

const std::string kGood = R"("shape":[2],"data_offsets":[0,8])";
const std::string kBoth = R"("a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                          R"("b":{"dtype":"U8","shape":[4],"data_offsets":[)";

const std::vector<Damage> kDamages{
    {"empty_file", "", "at least 8 bytes"},
    {"seven_bytes", std::string(7, '\0'), "at least 8 bytes"},
    {"header_beyond_the_file", length_field(3) + "{}", "header claims 3 bytes"},
    {"header_above_100_million", length_field(100'000'001) + "{}", "header claims 100000001 bytes"},
    {"header_length_that_wraps", length_field(~std::uint64_t{0} - 3) + "{}", "header claims"},
    {"no_header", length_field(0) + "{}", "begin with '{'"},
    {"header_cut", with_header(R"({"a":{"dtype":"F32")", 0), "not valid JSON"},
    {"header_not_json", with_header("{pickle}", 0), "not valid JSON"},
    {"header_a_list", with_header("[]", 0), "begin with '{'"},
    {"header_after_white_space", with_header(" {}", 0), "begin with '{'"},
    {"header_after_a_byte_order_mark", with_header("\xef\xbb\xbf{}", 0), "begin with '{'"},
    {"header_with_more_behind", with_header("{}{}", 0), "not valid JSON"},
    {"header_not_utf8", with_header("{\"\xff\":1}", 0), "not valid JSON"},
    {"name_twice",
     with_header(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                 R"("a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
                 2),
     "found 'a' twice"},
    {"field_twice", tensor(R"("shape":[9],)" + kGood), "found 'shape' twice"},
    {"entry_not_an_object", with_header(R"({"a":1})", 0), "tensor 'a'"},
    {"dtype_unknown", with_header(R"({"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}})", 1),
     "unsupported dtype F8"},
    {"dtype_missing", with_header(R"({"a":{"shape":[1],"data_offsets":[0,1]}})", 1), "dtype"},
    {"dtype_a_number", with_header(R"({"a":{"dtype":3,"shape":[1],"data_offsets":[0,1]}})", 1),
     "tensor 'a'"},
    {"shape_missing", tensor(R"("data_offsets":[0,8])"), "shape"},
    {"shape_negative", tensor(R"("shape":[-2],"data_offsets":[0,8])"), "whole numbers as shape"},
    {"shape_a_fraction", tensor(R"("shape":[2.0],"data_offsets":[0,8])"), "whole numbers as shape"},
    {"shape_a_number", tensor(R"("shape":2,"data_offsets":[0,8])"), "tensor 'a'"},
    {"shape_of_text", tensor(R"("shape":["2"],"data_offsets":[0,8])"), "whole numbers as shape"},
    {"shape_too_small", tensor(R"("shape":[1],"data_offsets":[0,8])"), "needs 4 bytes"},
    {"shape_too_large", tensor(R"("shape":[2,2],"data_offsets":[0,8])"), "needs 16 bytes"},
    {"shape_overflows", tensor(R"("shape":[4294967296,4294967296,2],"data_offsets":[0,8])"),
     "overflows"},
    {"shape_overflows_to_its_size",
     tensor(R"("shape":[4611686018427387904,4],"data_offsets":[0,0])"), "overflows"},
    {"empty_shape_overflows", tensor(R"("shape":[0,4611686018427387904,4],"data_offsets":[0,0])"),
     "overflows"},
    {"size_beyond_64_bits", tensor(R"("shape":[18446744073709551615],"data_offsets":[0,8])"),
     "overflows"},
    {"offsets_missing", tensor(R"("shape":[2])"), "data_offsets"},
    {"offsets_one", tensor(R"("shape":[2],"data_offsets":[0])"), "two data_offsets, found 1"},
    {"offsets_three", tensor(R"("shape":[2],"data_offsets":[0,8,8])"), "two data_offsets, found 3"},
    {"offsets_negative", tensor(R"("shape":[2],"data_offsets":[-8,0])"), "as data_offsets"},
    {"offsets_fractions", tensor(R"("shape":[2],"data_offsets":[0.0,8.0])"), "as data_offsets"},
    {"offsets_backwards", tensor(R"("shape":[2],"data_offsets":[8,0])"), "offsets are 8 to 0"},
    {"hole_before_the_first",
     with_header(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})", 8),
     "begins at 4, the one before ends at 0"},
    {"hole", with_header("{" + kBoth + "5,9]}}", 9), "begins at 5, the one before ends at 4"},
    {"overlap", with_header("{" + kBoth + "3,7]}}", 7), "begins at 3, the one before ends at 4"},
    {"same_data_twice", with_header("{" + kBoth + "0,4]}}", 4), "begins at 0, the one before"},
    {"data_cut", with_header("{" + kBoth + "4,8]}}", 7), "end at 8, the data at 7"},
    {"data_with_more_behind", with_header("{" + kBoth + "4,8]}}", 9), "end at 8, the data at 9"},
    {"no_tensors_but_data", with_header("{}", 1), "end at 0, the data at 1"},
    {"metadata_not_an_object", with_header(R"({"__metadata__":"x"})", 0), "__metadata__"},
    {"metadata_of_numbers", with_header(R"({"__metadata__":{"x":1}})", 0), "not a string"},
    {"shape_nested", tensor(R"("shape":[[2]],"data_offsets":[0,8])"), "whole numbers as shape"},
    {"shape_of_65",
     tensor("\"shape\":[2" +
            [] {
              std::string ones;
              for (int i = 0; i < 64; ++i) ones += ",1";
              return ones;
            }() +
            R"(],"data_offsets":[0,8])"),
     "at most 64 dimensions, found 65"},
    {"nested_a_million_deep",
     with_header(R"({"a":{"dtype":"F32","shape":)" + std::string(1'000'000, '[') +
                     std::string(1'000'000, ']') + "}}",
                 0),
     "nested more than 8 deep"},
    {"long_name", with_header("{\"" + std::string(100'000, 'n') + "\":1}", 0), "nnn...'"},
    {"metadata_nested", with_header(R"({"__metadata__":{"x":{}}})", 0), "not a string"},
};

class SafetensorsDamage : public ::testing::TestWithParam<Damage> {};

TEST_P(SafetensorsDamage, IsAnError) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "damaged.safetensors";
  write_file(file, GetParam().bytes);
  try {
    (void)read_safetensors(file);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), ::testing::HasSubstr(GetParam().message));
    ASSERT_TRUE(error.place().has_value());
    EXPECT_EQ(error.place()->file, file.string());
  }
}

INSTANTIATE_TEST_SUITE_P(Files, SafetensorsDamage, ::testing::ValuesIn(kDamages),
                         [](const auto& test) { return test.param.name; });

// The same builders without damage, so that the cases above fail for their own reason only.
TEST(SafetensorsWithoutDamage, IsRead) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "good.safetensors";
  for (const auto& [bytes, count] :
       {std::pair{tensor(kGood), 1U}, std::pair{with_header("{" + kBoth + "4,8]}}", 8), 2U},
        std::pair{with_header("{}", 0), 0U}, std::pair{with_header("{}      ", 0), 0U},
        std::pair{with_header(R"({"__metadata__":{"x":"y"}})", 0), 0U}}) {
    write_file(file, bytes);
    EXPECT_EQ(read_safetensors(file).size(), count);
  }
}

}  // namespace
}  // namespace xner::nn
