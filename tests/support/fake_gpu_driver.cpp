// A stand-in for libcuda.so.1 and libnvidia-ml.so.1 with two devices, the second of which the
// management library does not know: so that the questions to the driver are tested where there is
// no GPU. Signatures as in cuda.h and nvml.h.
#include <cstddef>
#include <cstring>

namespace {
constexpr int kUnknown = 999;
int managed = 0;  // what nvmlDevice_t points to
}  // namespace

extern "C" {

int cuInit(unsigned flags) { return flags == 0 ? 0 : kUnknown; }
int cuDriverGetVersion(int* version) { return *version = 13000, 0; }
int cuDeviceGetCount(int* count) { return *count = 2, 0; }
int cuDeviceGetName(char* name, int length, int device) {
  std::strncpy(name, device == 0 ? "Test GPU" : "Other GPU", static_cast<std::size_t>(length));
  return 0;
}
int cuDeviceGetAttribute(int* value, int attribute, int) {
  if (attribute != 75 && attribute != 76) return kUnknown;
  return *value = attribute == 75 ? 9 : 0, 0;
}
int cuDeviceGetUuid(unsigned char* uuid, int device) {
  for (int i = 0; i < 16; ++i) uuid[i] = static_cast<unsigned char>(16 * device + i);
  return 0;
}
int cuDeviceTotalMem_v2(std::size_t* bytes, int) { return *bytes = std::size_t{1} << 37, 0; }

int nvmlInit_v2() { return 0; }
int nvmlDeviceGetHandleByUUID(const char* uuid, void** device) {
  if (std::strcmp(uuid, "GPU-00010203-0405-0607-0809-0a0b0c0d0e0f") != 0) return kUnknown;
  return *device = &managed, 0;
}
int nvmlDeviceGetMigMode(void* device, unsigned* current, unsigned* pending) {
  return *current = 1, *pending = 0, device == &managed ? 0 : kUnknown;
}
int nvmlDeviceGetClockInfo(void*, int type, unsigned* mhz) {
  return *mhz = 1980, type == 1 ? 0 : kUnknown;
}
// nvmlDeviceGetEnforcedPowerLimit is missing, as in old drivers.

}  // extern "C"
