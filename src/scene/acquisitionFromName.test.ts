import { expect, it } from "vitest";
import { acquisitionFromName, productFromName } from "./acquisitionFromName.ts";

it.each([
  ["COL_2011-11-13_TDX_7_1_092_front.png", "2011-11-13", "TanDEM-X"],
  ["2011-11-13_TSX_7_1.png", "2011-11-13", "TerraSAR-X"],
  [
    "data/S1B_IW_GRDH_1SDH_20180602T093912_20180602T093937_011192_0148B4_9F2C.SAFE",
    "2018-06-02",
    "Sentinel-1B",
  ],
  [
    "s1a-iw-grd-hh-20180602t093912-20180602t093937-011192-0148b4-001.tiff",
    "2018-06-02",
    "Sentinel-1A",
  ],
  ["LC08_L1GT_029030_20151209_20160131_01_RT_B8.TIF", "2015-12-09", "Landsat 8"],
  ["LC80290302015343LGN00.tif", "2015-12-09", "Landsat 8"],
  ["TDX1_SAR__MGD_SE___SM_S_SRA_20111113T094512_20111113T094520.tif", "2011-11-13", "TanDEM-X"],
  ["20150803_Landsat8_GID12.tif", "2015-08-03", "Landsat 8"],
  ["cfl_Sørbreen_G016500E78900N_20150803.geojson", "2015-08-03", null],
  ["20180602_helheim.tif", "2018-06-02", null],
  ["2018-06-02 helheim.tif", "2018-06-02", null],
  ["C:\\scenes\\2020-02-29_x.tif", "2020-02-29", null],
  ["s1_helheim_20180602_hh.tif", "2018-06-02", "Sentinel-1"],
  ["helheim_20180602.tif", "2018-06-02", null],
  ["orbit123420180602.tif", null, null],
])("reads %s", (fileName, date, sensor) => {
  expect(acquisitionFromName(fileName)).toEqual({ date, sensor });
});

it.each([
  "20181302_helheim.tif",
  "2019-02-29_x.tif",
  "2018-06-31.tif",
  "00000000.tif",
  "LC80290302015366LGN00.tif",
  "LC80290302015000LGN00.tif",
  "helheim.tif",
  "",
])("finds no date in %j", (fileName) => {
  expect(acquisitionFromName(fileName)).toEqual({ date: null, sensor: null });
});

it.each([
  ["JAC_2013-11-13_TDX_7_1_092.png", { glacierName: "JAC", imageId: null }],
  [
    "S1B_IW_GRDH_1SDH_20180602T093912_20180602T093937_011192_0148B4_9F2C_COG.SAFE",
    {
      imageId: "S1B_IW_GRDH_1SDH_20180602T093912_20180602T093937_011192_0148B4_9F2C",
      mode: "IW",
      polarisation: "DH",
    },
  ],
  [
    "s1a-iw-grd-hh-20180602t093912-20180602t093937-011192-0148b4-001.tiff",
    { mode: "IW", polarisation: "HH" },
  ],
  [
    "LC08_L1GT_029030_20151209_20160131_01_RT_B8.TIF",
    { imageId: "LC08_L1GT_029030_20151209_20160131_01_RT" },
  ],
  ["20150803_Landsat8_GID12.tif", { glacierId: "12" }],
  [
    "cfl_Sørbreen_G016500E78900N_20150803.geojson",
    { glacierName: "Sørbreen", glacierId: "G016500E78900N" },
  ],
  ["helheim.tif", { glacierName: null, glacierId: null, imageId: null }],
])("reads the product of %s", (fileName, product) => {
  expect(productFromName(fileName)).toMatchObject(product);
});
