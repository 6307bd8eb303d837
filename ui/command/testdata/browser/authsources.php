<?php
$config = [
    'people' => ['exampleauth:UserPass', 'ana:correct horse' => ['uid' => ['ana'], 'mail' => ['ana@company.test']]],
];
